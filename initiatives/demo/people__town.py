"""What is loaded already, by the names demo.yaml calls it."""

from __future__ import annotations

from dataclasses import dataclass

from hirao_dx.shared.text import half_width
from initiatives.models import Initiative, Milestone, Phase, Plan, Rating
from organization.models import Department, Section


def section_ref(section: Section) -> str:
    """課の名称/班の名称, or the department alone where it has no 班."""
    name = section.department.name
    return half_width(f"{name}/{section.name}" if section.name else name)


@dataclass(frozen=True)
class Town:
    """A plan with its sections, departments, initiatives, milestones, phases and ratings.

    All in their order. Of two milestones with one name it is the last.
    """

    plan: Plan
    sections: dict[str, Section]
    departments: dict[str, Department]
    initiatives: dict[str, Initiative]
    milestones: dict[str, Milestone]
    phases: dict[str, Phase]
    ratings: tuple[Rating, ...]

    @classmethod
    def of(cls, plan: Plan) -> Town:
        """Read the town around a plan. Six queries."""
        standing = Section.objects.filter(ends_on__isnull=True).with_department()
        departments = Department.objects.filter(ends_on__isnull=True)
        milestones = Milestone.objects.filter(initiative__plan=plan)
        return cls(
            plan=plan,
            sections={section_ref(s): s for s in standing},
            departments={half_width(d.name): d for d in departments},
            initiatives={half_width(i.code): i for i in Initiative.objects.of(plan)},
            milestones={half_width(m.name): m for m in milestones},
            phases={half_width(p.name): p for p in plan.phases.all()},
            ratings=tuple(plan.ratings.all()),
        )

    def section(self, ref: str) -> Section:
        return self.sections[half_width(ref)]

    def department(self, name: str) -> Department:
        return self.departments[half_width(name)]

    def initiative(self, code: str) -> Initiative:
        return self.initiatives[half_width(code)]

    def milestone(self, name: str) -> Milestone:
        return self.milestones[half_width(name)]

    def phase(self, name: str) -> Phase:
        return self.phases[half_width(name)]
