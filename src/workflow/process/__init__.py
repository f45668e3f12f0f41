"""The process as one table: it enforces, explains, draws and documents."""
