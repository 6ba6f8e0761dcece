# SPDX-License-Identifier: Apache-2.0
"""Who may do what: the one table of permissions.

A role gives a permission over the organisation for which the role was granted (`SECTION`), or over
the whole bureau even where the grant names a section (`BUREAU`). What is not in the table is
refused. Administrators have nothing here that begins with `case.`; that is tested.
"""

from enum import StrEnum

from liuhen.apps.people.roles import Role


class Permission(StrEnum):
    """One thing that may be done."""

    CASE_VIEW = "case.view"  # read cases and their facts
    CASE_ENTER = "case.enter"  # open cases, type facts, conclude
    CASE_CORRECT = "case.correct"  # withdraw facts, correct times and the case itself
    CASE_SIGN = "case.sign"  # sign as a head or reviewer
    CASE_STORE = "case.store"  # confirm storing and hand-over of recordings
    CASE_ARCHIVE = "case.archive"  # archive a concluded case
    CASE_IMPORT = "case.import"  # bring in cases from outside
    CASE_EXPORT = "case.export"  # take facts out
    EVIDENCE_ADD = "case.evidence_add"  # bring in originals, link, mark and explain them
    EVIDENCE_DOWNLOAD = "case.evidence_download"  # take an original or a bundle out of the house
    EVIDENCE_REPORT = "case.evidence_report"  # what is late, unlinked, missing in a section
    DEVICE_VIEW = "device.view"  # the register of devices
    DEVICE_MANAGE = "device.manage"  # register, issue, take back, keep up devices
    PAPER_WRITE = "case.paper"  # write papers and issue them, ask for approval
    COMPLAINT_ADD = "complaint.add"  # register a complaint or tip-off for any section
    INCIDENT_ADD = "incident.add"  # note an incident of any case, also after its closing
    CONFIDENTIAL_VIEW = "case.confidential"  # see who informed, identity numbers, telephones
    FORM_MANAGE = "form.manage"  # propose other words or another layout of a form
    FORM_ADOPT = "form.adopt"  # adopt what somebody else proposed
    HOOK_MANAGE = "hook.manage"  # where reminders are sent outside of the system
    DELEGATE = "people.delegate"  # let somebody else act in one's own role while away
    SECRET_KEEP = "secret.keep"  # noqa: S105  # the shell of a state-secret case, no password
    REGULATION_VIEW = "regulation.view"  # read the regulation and how it is carried out
    REGULATION_LOAD = "regulation.load"  # load the bureau's own text, adopt a pack
    CALENDAR_VIEW = "calendar.view"  # see working days
    CALENDAR_MANAGE = "calendar.manage"  # enter the notice of a year
    PEOPLE_VIEW = "people.view"  # see the organisation and who holds which role
    PEOPLE_MANAGE = "people.manage"  # add persons, roles, certificates, sections
    BUREAU_SETUP = "bureau.setup"  # set up the bureau: names, numbers, go-live
    BUREAU_CREATE = "bureau.create"  # set up a further bureau
    JOBS_VIEW = "jobs.view"  # see waiting and failed jobs
    JOURNAL_VIEW = "journal.view"  # see that acts were done, without their content
    ACCOUNT = "account"  # own password, own tokens


class Reach(StrEnum):
    """How far a role's permission goes."""

    SECTION = "section"
    BUREAU = "bureau"


_P = Permission
_EVERYONE = {_P.ACCOUNT: Reach.BUREAU, _P.CALENDAR_VIEW: Reach.BUREAU}
_READER = {
    _P.REGULATION_VIEW: Reach.BUREAU,
    _P.PEOPLE_VIEW: Reach.BUREAU,
    _P.DEVICE_VIEW: Reach.BUREAU,
} | _EVERYONE

#: Whoever works in the bureau, but its administrators, may be the one on duty (000/001 art. 21).
_ON_DUTY = {_P.INCIDENT_ADD: Reach.BUREAU}
#: Whoever receives complaints and does not investigate (000/001 art. 6, 003 art. 11).
_RECEIVES = {_P.COMPLAINT_ADD: Reach.BUREAU}


def _cases(reach: Reach, *permissions: Permission) -> dict[Permission, Reach]:
    return dict.fromkeys((_P.CASE_VIEW, *permissions), reach) | _READER


_HEAD = (
    _cases(
        Reach.BUREAU,
        *(_P.CASE_CORRECT, _P.CASE_SIGN, _P.CASE_EXPORT, _P.SECRET_KEEP, _P.EVIDENCE_REPORT),
        *(_P.PAPER_WRITE, _P.CONFIDENTIAL_VIEW),
    )
    | _ON_DUTY
    | _RECEIVES
    | {_P.DELEGATE: Reach.BUREAU}
)
POLICY: dict[Role, dict[Permission, Reach]] = {
    Role.OFFICER: _cases(
        Reach.SECTION,
        *(_P.CASE_ENTER, _P.CASE_EXPORT, _P.EVIDENCE_ADD, _P.PAPER_WRITE),
    )
    | _ON_DUTY,
    Role.SECTION_HEAD: _cases(
        Reach.SECTION,
        *(_P.CASE_ENTER, _P.CASE_CORRECT, _P.CASE_SIGN, _P.CASE_EXPORT),
        *(_P.EVIDENCE_ADD, _P.EVIDENCE_REPORT, _P.PAPER_WRITE, _P.CONFIDENTIAL_VIEW),
    )
    | _ON_DUTY
    | {_P.DELEGATE: Reach.SECTION},
    Role.DEPUTY_HEAD: _HEAD,
    Role.BUREAU_HEAD: _HEAD | {_P.FORM_ADOPT: Reach.BUREAU},
    Role.LEGAL_REVIEWER: _cases(Reach.BUREAU, _P.CASE_SIGN, _P.PAPER_WRITE, _P.CONFIDENTIAL_VIEW)
    | _ON_DUTY
    | {_P.REGULATION_LOAD: Reach.BUREAU, _P.FORM_ADOPT: Reach.BUREAU},
    Role.CUSTODIAN: _cases(
        Reach.BUREAU,
        *(_P.CASE_STORE, _P.CASE_ARCHIVE, _P.CASE_EXPORT, _P.SECRET_KEEP),
        *(_P.EVIDENCE_ADD, _P.EVIDENCE_DOWNLOAD, _P.EVIDENCE_REPORT),
    )
    | _ON_DUTY
    | {_P.DEVICE_MANAGE: Reach.BUREAU},
    Role.SUPERVISOR: _cases(Reach.BUREAU, _P.EVIDENCE_REPORT) | _ON_DUTY,
    Role.PETITION_DESK: _EVERYONE | _ON_DUTY | _RECEIVES,
    Role.DEVICE_MANAGER: _READER | _ON_DUTY | {_P.DEVICE_MANAGE: Reach.BUREAU},
    Role.DISCLOSURE_OFFICER: _READER | _ON_DUTY,
    Role.IMPORTER: _cases(Reach.BUREAU, _P.CASE_IMPORT) | _ON_DUTY,
    Role.BUREAU_ADMIN: _READER
    | {
        _P.PEOPLE_MANAGE: Reach.BUREAU,
        _P.BUREAU_SETUP: Reach.BUREAU,
        _P.REGULATION_LOAD: Reach.BUREAU,
        _P.CALENDAR_MANAGE: Reach.BUREAU,
        _P.FORM_MANAGE: Reach.BUREAU,
        _P.HOOK_MANAGE: Reach.BUREAU,
    },
    Role.SYSTEM_ADMIN: _EVERYONE
    | {
        _P.BUREAU_CREATE: Reach.BUREAU,
        _P.CALENDAR_MANAGE: Reach.BUREAU,
        _P.JOBS_VIEW: Reach.BUREAU,
    },
    Role.SECURITY_ADMIN: _EVERYONE | {_P.PEOPLE_VIEW: Reach.BUREAU},
    Role.AUDIT_ADMIN: _EVERYONE | {_P.JOURNAL_VIEW: Reach.BUREAU},
}
