from .appointment import Appointment
from .structure import Department, Section
from .user import User

__all__ = ["Appointment", "Department", "Section", "User"]
