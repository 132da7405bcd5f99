"""People, places, appointments, transfer lists and reorganisations."""

from .appointment import Appointment
from .reorganisation import Reorganisation, SectionSuccession
from .structure import Department, Section
from .transfer import TransferList
from .user import User

__all__ = [
    "Appointment",
    "Department",
    "Reorganisation",
    "Section",
    "SectionSuccession",
    "TransferList",
    "User",
]
