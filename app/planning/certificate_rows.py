"""Certificates of stored plans: they come after the plan, and a process that ends leaves none half done."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models import PlanRecord
from app.planning.certificate import CertificateState, PlanCertificate, WhyNot


def certificate_of(record: PlanRecord) -> PlanCertificate:
    """The certificate of a stored plan; one from before there were any was not asked for."""
    if record.certificate is None:
        return PlanCertificate.none(WhyNot.NOT_ASKED)
    return PlanCertificate.from_json(record.certificate)


def find_certificate(session: Session, plan_id: str) -> PlanCertificate | None:
    """The certificate as it stands now; None where there is no plan of this id."""
    record = session.get(PlanRecord, plan_id)
    return None if record is None else certificate_of(record)


def keep_certificate(session: Session, plan_id: str, certificate: PlanCertificate) -> None:
    """Write the certificate to its plan; nothing happens where the plan is gone."""
    plan = update(PlanRecord).where(PlanRecord.id == plan_id)
    session.execute(plan.values(certificate=certificate.as_json()))


def being_certified(session: Session) -> set[str]:
    """The ids of all plans whose certificate is under way, in whatever process."""
    running = PlanRecord.certificate["state"].as_string() == CertificateState.RUNNING
    return set(session.scalars(select(PlanRecord.id).where(running)))


def give_up_certificates(session: Session, plan_ids: Collection[str]) -> None:
    """Say of these plans that their proof was not finished."""
    for record in session.scalars(select(PlanRecord).where(PlanRecord.id.in_(plan_ids))):
        record.certificate = PlanCertificate.none(WhyNot.UNFINISHED, certificate_of(record).reps).as_json()
    session.flush()
