"""The ids of the next minutes: S001, S002 … for sessions, G001 … for meetings."""

from workflow.record import View
from workflow.state.deliberation import Minutes


def session_id(view: View) -> str:
    return f"S{(view.find(Minutes) or Minutes()).sessions + 1:03}"


def meeting_id(view: View) -> str:
    return f"G{(view.find(Minutes) or Minutes()).meetings + 1:03}"
