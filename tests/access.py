"""Who may what at which address, written by hand from the rights table: the matrix compares every answer with it."""

from collections.abc import Callable
from dataclasses import dataclass, field

ANONYMOUS = frozenset({"anonymous", "deactivated"})
# A guest whose invitation ended is somebody who waits for a role.
PENDING = frozenset({"pending", "former guest"})
GUESTS = frozenset({"guest"})
MEMBERS = frozenset({"team", "watching team", "scm", "other scm", "sa", "deputy", "other sa", "secretariat", "admin"})
PRINCIPALS = (*sorted(ANONYMOUS), *sorted(PENDING), *sorted(GUESTS), *sorted(MEMBERS))
ADMIN = frozenset({"admin"})
OVERSEERS = frozenset({"admin", "secretariat"})
# A deputy has the right of the Skill Advisor who is away, but to name a deputy.
SCM, SA = frozenset({"scm"}), frozenset({"sa", "deputy"})
ANY_SCM, ANY_SA = frozenset({"scm", "other scm"}), frozenset({"sa", "other sa", "deputy"})
NOBODY: frozenset[str] = frozenset()
OWN = SCM | SA | OVERSEERS

# Who may open a descriptor of the skill, by its state: the rights table of docs/workflow.md.
SEEN_BY: dict[str, frozenset[str]] = {
    "draft": SCM | ADMIN,
    "pending": OWN | {"watching team"},
    "returned": OWN | {"watching team"},
    "approved": MEMBERS,
    "imported": MEMBERS,
    "imported, needs review": SCM | ANY_SA | OVERSEERS,
    "confidential": OWN,
    "deleted draft": SCM | ADMIN,
    "deleted from the library": ADMIN,
}
WRITTEN = frozenset({"draft", "pending", "returned", "approved", "deleted draft", "confidential"})


@dataclass(frozen=True)
class Route:
    """Who enters an address at all, who may act there (POST), and which object stands in it.

    `sees`: for whom it is there, in which state (404); `may`: whose it is to work on, where the page is for nobody else (403).
    """

    enters: frozenset[str] = MEMBERS
    acts: frozenset[str] = NOBODY
    of: str = ""
    sees: Callable[[str, str], bool] | None = field(default=None)
    may: Callable[[str, str], bool] | None = field(default=None)
    open_to_all: bool = False
    pending_too: bool = False

    def lets_in(self, who: str) -> bool:
        """Return whether the policy lets a principal in."""
        return self.open_to_all or who in self.enters or (self.pending_too and who in PENDING | GUESTS)


def seen(who: str, state: str) -> bool:
    """Return whether a descriptor in `state` is there for a principal."""
    return who in SEEN_BY[state]


def written_and_seen(who: str, state: str) -> bool:
    """Return whether a descriptor of the workflow is there for a principal."""
    return state in WRITTEN and seen(who, state)


def listed(_who: str, state: str) -> bool:
    """Return whether the library lists a descriptor in this state, to somebody who may see everything."""
    return state in {"approved", "imported", "imported, needs review", "confidential"}


def reviewed(who: str, state: str) -> bool:
    """Return whether the review of a descriptor is there: for its skill's people and those who oversee."""
    return who in OWN and seen(who, state)


def talked(who: str, state: str) -> bool:
    """Return whether the comments on a descriptor are there: the team reads them as long as it sees the review, guests those of a batch."""
    if who in GUESTS:
        return state == "pending"
    return state in WRITTEN - {"draft", "deleted draft"} and (
        reviewed(who, state) or (who == "watching team" and state in {"pending", "returned"})
    )


def laid(who: str, state: str) -> bool:
    """Return whether a descriptor can be laid aside to compare: the deleted cannot."""
    return seen(who, state) and not state.startswith("deleted")


def decided(who: str, state: str) -> bool:
    """Return whether a decision is there to compare."""
    return reviewed(who, state) and state in {"returned", "approved", "confidential"}


def library_row_seen(who: str, state: str) -> bool:
    """Return whether a library row is there for a principal."""
    return seen(who, state) and state not in {"draft", "pending", "returned", "deleted draft"}


def curated(who: str, state: str) -> bool:
    """Return whether a library row is theirs to curate: for the SA of its skill only what was imported."""
    return who in ADMIN or (who in SA and state in {"imported", "imported, needs review"})


def readable(who: str, state: str) -> bool:
    """Return whether the first revision is there: before the approval for those who see reviews."""
    return seen(who, state) and (who in OWN or state not in {"pending", "returned"})


def amended(who: str, state: str) -> bool:
    """Return whether a library row is theirs to amend."""
    return who in SCM and listed(who, state)


PUBLIC = Route(open_to_all=True, acts=MEMBERS | PENDING | GUESTS | ANONYMOUS)
OF_ONESELF = Route(acts=MEMBERS | PENDING | GUESTS, pending_too=True)
READ = Route()
ADMIN_ONLY = Route(enters=ADMIN, acts=ADMIN)
ADMIN_READ = Route(enters=ADMIN)

ROUTES: dict[str, Route] = {
    "home": READ,
    "better": READ,
    "account_login": PUBLIC,
    "account_request_login_code": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "sign_in_as_demo": PUBLIC,
    "account_inactive": PUBLIC,
    "account_logout": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "accept_invitation": PUBLIC,
    "account_change_password": OF_ONESELF,
    "account_set_password": OF_ONESELF,
    "waiting": OF_ONESELF,
    "preferences": OF_ONESELF,
    "sign_out_everywhere": OF_ONESELF,
    "notices": OF_ONESELF,
    "notices_read": OF_ONESELF,
    "mail_choices": OF_ONESELF,
    "stop_mails": PUBLIC,
    "notice": Route(acts=NOBODY, pending_too=True, of="notice"),
    "kept": OF_ONESELF,
    "kept_send": OF_ONESELF,
    "kept_discard": OF_ONESELF,
    "people": Route(enters=OVERSEERS),
    "people_add": Route(enters=OVERSEERS, acts=OVERSEERS),
    "person": Route(enters=OVERSEERS, acts=ADMIN, of="person"),
    "person_invite": Route(enters=OVERSEERS, acts=OVERSEERS, of="person"),
    "person_give_role": Route(enters=ADMIN, acts=ADMIN, of="person"),
    "person_remove_role": Route(enters=ADMIN, acts=ADMIN, of="membership"),
    "standards": READ,
    "skill_add": ADMIN_ONLY,
    "skill": Route(of="skill"),
    "skill_edit": Route(enters=ADMIN, acts=ADMIN, of="skill"),
    "standard": Route(of="standard"),
    "standard_edit": Route(acts=SCM | SA | ADMIN, of="standard"),
    "sector_add": ADMIN_ONLY,
    "sector": Route(enters=ADMIN, acts=ADMIN, of="sector"),
    "sections": READ,
    "section_add": Route(enters=ANY_SCM | ANY_SA | ADMIN, acts=ANY_SCM | ANY_SA | ADMIN),
    "section": Route(of="section"),
    "section_rename": Route(enters=ADMIN, acts=ADMIN, of="section"),
    "section_merge": Route(enters=ADMIN, acts=ADMIN, of="section"),
    "section_delete": Route(enters=ADMIN, acts=ADMIN, of="section"),
    "section_asks": Route(of="asks"),
    "similar_sections": READ,
    "competitions": READ,
    "competition_add": ADMIN_ONLY,
    "competition": Route(of="competition"),
    "competition_edit": Route(enters=ADMIN, acts=ADMIN, of="competition"),
    "deputies": READ,
    "deputy_add": Route(enters=(ANY_SA - {"deputy"}) | ADMIN, acts=(ANY_SA - {"deputy"}) | ADMIN),
    "deputy_end": Route(acts=frozenset({"sa", "admin"}), of="deputy", sees=lambda who, _state: who in {"sa", "admin"}),
    "review_overview": Route(enters=OVERSEERS),
    "changed_since": Route(of="standard", may=lambda who, _state: who in OWN),
    "batch_due": Route(acts=SA | ADMIN, of="batch", sees=lambda who, _state: who in OWN, may=lambda who, _state: who in SA | ADMIN),
    "events": Route(enters=ANY_SCM | ANY_SA | OVERSEERS),
    "mail_jobs": Route(enters=ADMIN),
    "mail_retry": Route(enters=ADMIN, acts=ADMIN, of="job"),
    "look": PUBLIC,
    "mails": PUBLIC,
    "mail": PUBLIC,
    "send": Route(acts=MEMBERS),  # an empty selection is told to anybody; rows of others are refused by their own tests
    "withdraw": Route(acts=SCM, of="descriptor", sees=written_and_seen),
    "review_queue": READ,
    "review": Route(acts=SA, of="descriptor", sees=reviewed),
    "review_talk": Route(enters=MEMBERS | GUESTS, acts=SCM | SA | GUESTS | {"watching team"}, of="descriptor", sees=talked),
    "replies": Route(enters=ANY_SCM | ANY_SA),
    "reply_new": Route(enters=ANY_SCM | ANY_SA, acts=ANY_SCM | ANY_SA),
    "reply": Route(enters=ANY_SCM | ANY_SA, acts=SA, of="reply", sees=lambda who, _state: who in SA),  # shared by the skill's advisors
    "review_comment": Route(enters=MEMBERS | GUESTS, acts=SCM | SA | GUESTS | {"watching team"}, of="descriptor", sees=talked),
    "guest": Route(enters=MEMBERS | GUESTS),
    "guest_invite": Route(
        acts=SA | OVERSEERS, of="batch", sees=lambda who, _state: who in OWN, may=lambda who, _state: who in SA | OVERSEERS
    ),
    "guest_change": Route(
        acts=SA | OVERSEERS, of="guest", sees=lambda who, _state: who in OWN, may=lambda who, _state: who in SA | OVERSEERS
    ),
    "recall": Route(acts=SA, of="descriptor", sees=reviewed),
    "changes": Route(of="descriptor", sees=decided),
    "batch": Route(of="batch", sees=lambda who, _state: who in OWN),
    "batch_similar": Route(of="batch", sees=lambda who, _state: who in OWN),
    "decide_many": Route(acts=SA, of="batch", sees=lambda who, _state: who in OWN),
    "undo_decisions": Route(acts=SA, of="batch", sees=lambda who, _state: who in OWN),
    "release": Route(acts=SA, of="batch", sees=lambda who, _state: who in OWN, may=lambda who, _state: who in SA),
    "curation": Route(enters=ANY_SA | ADMIN, acts=ANY_SA | ADMIN),
    "curation_undo": Route(enters=ANY_SA | ADMIN, acts=ANY_SA | ADMIN),
    "library_new": ADMIN_ONLY,
    "library_edit": Route(enters=ANY_SA | ADMIN, acts=SA | ADMIN, of="descriptor", sees=library_row_seen, may=curated),
    "terms": ADMIN_ONLY,
    "term": Route(enters=ADMIN, of="category"),
    "term_rename": Route(enters=ADMIN, acts=ADMIN, of="category"),
    "term_merge": Route(enters=ADMIN, acts=ADMIN, of="category"),
    "term_retire": Route(enters=ADMIN, acts=ADMIN, of="category"),
    "library": READ,
    "library_complete": READ,
    "library_filter": READ,
    "searches": READ,
    "search_new": Route(acts=MEMBERS),
    "search": Route(acts=NOBODY, of="search", sees=lambda _who, _state: False),  # saved by somebody else
    "descriptor": Route(of="descriptor", sees=seen),
    "revision": Route(of="descriptor", sees=readable),
    "amend": Route(acts=SCM, of="descriptor", sees=seen, may=amended),
    "amend_beside": Route(enters=ANY_SCM, acts=SCM, of="descriptor", sees=written_and_seen),
    "preview": Route(of="descriptor", sees=laid),
    "favourite": Route(acts=MEMBERS, of="descriptor", sees=seen),
    "copy": Route(of="descriptor", sees=seen),
    "cycles": Route(enters=ANY_SCM | ANY_SA | OVERSEERS, acts=SCM),
    "cycle": Route(enters=ANY_SCM | ANY_SA | OVERSEERS, of="cycle", sees=lambda who, _state: who in OWN),
    "cycle_decide": Route(enters=ANY_SCM | ANY_SA | OVERSEERS, acts=SCM, of="cycle", sees=lambda who, _state: who in OWN),
    "cycle_delete": Route(enters=ANY_SCM | ANY_SA | OVERSEERS, acts=SCM, of="cycle", sees=lambda who, _state: who in OWN),
    "cycle_rest": Route(enters=ANY_SCM | ANY_SA | OVERSEERS, acts=SCM, of="cycle", sees=lambda who, _state: who in OWN),
    "collections": Route(acts=MEMBERS),
    "favourites": READ,
    "collection": Route(
        acts=SCM | SA | ADMIN, of="collection", sees=lambda who, _state: who in OWN - {"secretariat"} or who in {"team", "watching team"}
    ),
    "collect": Route(acts=MEMBERS, of="descriptors", sees=laid),
    "copy_many": Route(acts=MEMBERS, of="descriptors", sees=laid),
    "compare": READ,
    "compare_clear": Route(acts=MEMBERS),
    "compare_lay": Route(acts=MEMBERS, of="descriptor", sees=laid),
    "my_skills": READ,
    "write": Route(acts=ANY_SCM),
    "coach_beside": Route(enters=ANY_SCM, acts=ANY_SCM),
    "similar_beside": Route(enters=ANY_SCM, acts=ANY_SCM),
    "dismiss_question": Route(enters=ANY_SCM, acts=SCM, of="descriptor", sees=written_and_seen),
    "ask_question_again": Route(enters=ANY_SCM, acts=SCM, of="descriptor", sees=written_and_seen),
    "keep_both": Route(enters=ANY_SCM, acts=SCM, of="descriptor", sees=written_and_seen),
    "use_instead": Route(enters=ANY_SCM, acts=SCM, of="descriptor", sees=written_and_seen),
    "duplicates": ADMIN_READ,
    "duplicates_map": ADMIN_ONLY,
    "duplicates_undo": ADMIN_ONLY,
    "cluster": Route(enters=ADMIN, acts=ADMIN, of="descriptor", sees=listed),
    "scratch": Route(acts=ANY_SCM),
    "discard_scratch": Route(acts=MEMBERS, of="descriptor", sees=lambda _who, _state: True),
    "edit": Route(acts=SCM, of="descriptor", sees=written_and_seen),
    "delete_draft": Route(acts=SCM, of="descriptor", sees=written_and_seen),
    "restore_draft": Route(acts=SCM, of="descriptor", sees=written_and_seen),
    "imports": Route(enters=ANY_SCM | ADMIN, acts=ANY_SCM | ADMIN),
    "import": Route(enters=ANY_SCM | ADMIN, acts=ADMIN, of="import", sees=lambda who, _state: who in ADMIN),  # uploaded by another SCM
    "column_mappings": ADMIN_READ,
    "column_mapping_forget": Route(enters=ADMIN, acts=ADMIN, of="mapping"),
    "import_columns": Route(enters=ANY_SCM | ADMIN, acts=ADMIN, of="raw import", sees=lambda who, _state: who in ADMIN),
    "import_undo": Route(
        enters=ANY_SCM | ADMIN,
        acts=ADMIN,
        of="scheme",
        sees=lambda who, _state: who in SCM | ADMIN,
        may=lambda who, _state: who in ADMIN,
    ),
    "import_discard": Route(enters=ANY_SCM | ADMIN, acts=ADMIN, of="import", sees=lambda who, _state: who in ADMIN),
    **{
        name: Route(enters=ANY_SCM | ADMIN, acts=ADMIN, of="run", sees=lambda who, _state: who in ADMIN)  # uploaded by another SCM
        for name in ("import_run", "import_run_import", "import_run_discard")
    },
    "export": Route(acts=MEMBERS),
    "export_file": READ,
    "exported": Route(of="export", sees=lambda _who, _state: False),  # asked for by somebody else
    "export_forget": Route(acts=MEMBERS, of="export", sees=lambda _who, _state: False),
    "exported_file": Route(of="export", sees=lambda _who, _state: False),
    "measurements": READ,
    "copy_measurements": Route(of="measurement"),
    "schemes": Route(enters=ANY_SCM | ANY_SA | OVERSEERS),
    "scheme": Route(enters=ANY_SCM | ANY_SA | OVERSEERS, of="scheme", sees=lambda who, _state: who in OWN),
}
