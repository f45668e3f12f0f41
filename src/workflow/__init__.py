"""The decisions: may this happen, and what follows?"""
