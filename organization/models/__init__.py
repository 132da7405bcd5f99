"""People, places, appointments, transfer lists, reorganisations, and forms on their way."""

from .appointment import Appointment
from .reorganisation import Reorganisation, SectionSuccession
from .sending import KeptText, Press
from .structure import Department, Section
from .transfer import TransferList
from .user import User

__all__ = [
    "Appointment",
    "Department",
    "KeptText",
    "Press",
    "Reorganisation",
    "Section",
    "SectionSuccession",
    "TransferList",
    "User",
]
