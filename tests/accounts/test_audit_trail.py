"""The audit trail: every write on accounts leaves a line with its actor, and a line that was tampered with is found."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts import actions
from accounts.audit import chain
from accounts.audit.trail import changing, record
from accounts.models import ChainLink, ChangeRecord, User
from accounts.roles import Role
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]


def test_a_change_is_recorded_with_who_when_and_what_before_and_after(client, admin, organiser, quang_ngai):
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/admin/users/{organiser.pk}/edit/", {"full_name": "Đinh Văn Tâm", "email": ""})
    assert answer.status_code == 302
    line = ChangeRecord.objects.about("user", organiser.pk).filter(verb="changed").get()
    assert (line.actor_kind, line.actor, line.changes) == ("user", admin, {"full_name": ["Organiser", "Đinh Văn Tâm"]})
    assert answer["X-Request-ID"] == line.request_id


def test_a_change_that_changed_nothing_leaves_no_line(admin, organiser):
    actions.change_user(organiser, by=admin)
    assert not ChangeRecord.objects.about("user", organiser.pk).filter(verb="changed").exists()


def test_no_secret_stands_in_the_trail(admin):
    colleague = actions.add_user(username="colleague", full_name="Đinh Thị Tơ", password="Một mật khẩu cũ 6")
    actions.set_password(colleague, password="Một mật khẩu mới 7")
    colleague.refresh_from_db()
    lines = ChangeRecord.objects.about("user", colleague.pk)
    assert {"added", "password_set", "signed_out"} <= {line.verb for line in lines}
    assert all("password" not in line.changes for line in lines)


def test_a_change_that_is_rolled_back_leaves_no_line(admin, organiser):
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.disable_user(organiser, by=admin)
        raise RuntimeError
    assert not ChangeRecord.objects.filter(verb="disabled").exists()


def test_grants_are_recorded_when_given_and_when_revoked(admin, organiser, ba_to):
    grant = actions.grant_role(organiser, role=Role.CLERK, unit=ba_to, by=admin, at=timezone.now())
    pk = grant.pk
    actions.grant_role(organiser, role=Role.CLERK, unit=ba_to, by=admin, at=timezone.now())
    actions.revoke_grant(grant, by=admin)
    revoked, granted = ChangeRecord.objects.about("grant", pk)
    assert (granted.verb, granted.changes["role"], granted.unit) == ("given", [None, "clerk"], ba_to)
    assert (revoked.verb, revoked.changes["role"], revoked.changes["user"]) == ("revoked", ["clerk", None], [organiser.pk, None])


def test_outside_a_request_the_system_acts(organiser):
    record("signed_in", organiser)
    line = ChangeRecord.objects.get(verb="signed_in")
    assert (line.actor_kind, line.actor, line.actor_label) == ("system", None, "")


def test_a_verb_that_nobody_declared_is_refused(organiser):
    with pytest.raises(KeyError, match="painted"):
        record("painted", organiser)


@pytest.mark.parametrize("write", ["update", "delete"])
def test_lines_are_not_changed_or_deleted_through_the_application(organiser, write):
    with pytest.raises(TypeError):
        getattr(ChangeRecord.objects.all(), write)()


def test_signing_in_and_wrong_passwords_are_recorded_for_names_that_exist_only(client, clerk):
    client.post("/sign-in/", {"username": "clerk", "password": "sai"})
    client.post("/sign-in/", {"username": "Mật khẩu để thử 1", "password": "sai"})
    client.post("/sign-in/", {"username": "clerk", "password": PASSWORD})
    lines = ChangeRecord.objects.filter(verb__in=["signed_in", "sign_in_failed"]).order_by("pk")
    assert [(line.verb, line.subject_id, line.actor_kind) for line in lines] == [
        ("sign_in_failed", str(clerk.pk), "visitor"),
        ("signed_in", str(clerk.pk), "user"),
    ]


def test_a_lockout_is_recorded_once(client, clerk):
    for _try in range(13):
        client.post("/sign-in/", {"username": "clerk", "password": "sai"})
    verbs = list(ChangeRecord.objects.about("user", clerk.pk).values_list("verb", flat=True))
    assert (verbs.count("locked"), verbs.count("sign_in_failed")) == (1, 9)


@pytest.fixture
def trail(organiser) -> list[int]:
    """Four linked lines; their ids."""
    chain.seal()
    for _number in range(4):
        record("signed_in", organiser)
    chain.seal()
    return list(ChangeRecord.objects.filter(verb="signed_in").order_by("pk").values_list("pk", flat=True))


def test_an_honest_trail_is_whole_also_after_an_erasure(trail):
    ChangeRecord.objects.filter(pk=trail[1]).erase_values(at=timezone.now())
    assert list(chain.breaches(expected_newest=chain.newest())) == []


def tamper(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_changed_line_is_found(trail):
    tamper("UPDATE accounts_changerecord SET verb = 'enabled' WHERE id = %s", trail[2])
    assert [breach.problem for breach in chain.breaches()] == [f"changed: record {trail[2]} is not what was linked"]


def test_changed_values_are_found(trail):
    tamper("UPDATE accounts_changerecord SET reason = 'x' WHERE id = %s", trail[2])
    assert [breach.problem for breach in chain.breaches()] == [f"changed: the values of record {trail[2]} are not what was written"]


def test_values_taken_away_without_an_erasure_are_found(trail):
    tamper("UPDATE accounts_changerecord SET salt = '' WHERE id = %s", trail[2])
    assert [breach.problem for breach in chain.breaches()] == [f"changed: the values of record {trail[2]} are gone without an erasure"]


def test_a_line_that_was_taken_out_is_found(trail):
    tamper("DELETE FROM accounts_chainlink WHERE record_id = %s", trail[1])
    tamper("DELETE FROM accounts_changerecord WHERE id = %s", trail[1])
    problems = [breach.problem for breach in chain.breaches()]
    assert problems[0].startswith("gap: ")


def test_a_tail_that_was_cut_off_is_found_by_what_the_log_remembers(trail):
    newest = chain.newest()
    tamper("DELETE FROM accounts_chainlink WHERE record_id = %s", trail[3])
    tamper("DELETE FROM accounts_changerecord WHERE id = %s", trail[3])
    assert list(chain.breaches()) == []
    with pytest.raises(CommandError, match="1 problems"):
        call_command("verify_audit", newest=newest, stdout=StringIO(), stderr=StringIO())


def test_a_trail_that_was_calculated_anew_is_found_by_what_the_log_remembers(trail):
    newest = chain.newest()
    tamper("DELETE FROM accounts_chainlink")
    tamper("UPDATE accounts_changerecord SET verb = 'enabled' WHERE id = %s", trail[0])
    chain.seal()
    assert list(chain.breaches()) == []
    (breach,) = chain.breaches(expected_newest=newest)
    assert breach.problem.startswith("changed: another hash stands at link")


def test_the_command_says_that_the_trail_is_whole(trail):
    output = StringIO()
    call_command("verify_audit", newest=chain.newest(), stdout=output)
    assert output.getvalue().startswith("the audit trail is whole; newest ")


@pytest.mark.django_db(transaction=True)
def test_changes_at_the_same_time_are_linked_once_each_without_a_gap(make_user):
    users = [make_user(f"user-{number}") for number in range(4)]
    failures = []

    def sign_in_ten_times(user: User) -> None:
        try:
            for _number in range(10):
                with changing("changed", user):
                    user.full_name += "a"
                    user.save()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_in_ten_times, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    chain.seal()
    assert ChainLink.objects.count() == ChangeRecord.objects.count() == 40
    assert list(chain.breaches()) == []
