"""The console's screens of two records that may be one person: offered, told apart, merged after a preview, and a merge undone."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from activities.models import Activity
from attendance.access import numbers_seen, people_whose_number_is_seen_by
from people.models import Person
from registry import duplicates
from registry.access import fetch_merge, fetch_pair, note_duplicates, note_person, people_in_full, require_reader
from registry.merging import merge_plan, unmerging
from registry.merging.actions import merge
from registry.models import Merge
from screens.pages import confirmation_page, paginate, show_errors
from screens.query_strings import parse_address, parse_id

PAIRS_ON_A_PAGE = 20
SENSITIVE_IN_PAIRS = ("phone", "birth_date", "national_id_last4")
SENDING_PAGES = re.compile(r"/people/|/activities/\d+/inbox/")


@require_safe
def duplicate_list(request: SignedInRequest) -> HttpResponse:
    require_reader(request.user)
    people = people_in_full(request.user)
    pairs = duplicates.find_duplicates(people, numbers_among=people_whose_number_is_seen_by(request.user))
    total = len(pairs)
    counts = {word: sum(least <= pair.comparison.score <= most for pair in pairs) for word, _label, least, most in duplicates.CERTAINTY}
    certainty = request.GET.get("certainty", "")
    if certainty in counts:
        pairs = [pair for pair in pairs if duplicates.certainty(pair.comparison.score)[0] == certainty]
    page = paginate(request, pairs, PAIRS_ON_A_PAGE)
    records = duplicates.load_records(page.object_list, people)
    if records:
        note_duplicates(by=request.user, people=len({pk for pair in page for pk in pair.ids}), sensitive=SENSITIVE_IN_PAIRS)
    context = {
        "page": page,
        "offers": records,
        "tabs": [(word, label, counts[word]) for word, label, _least, _most in duplicates.CERTAINTY],
        "asked": certainty if certainty in counts else "",
        "all": total,
        "may_register": request.user.can_anywhere("register"),
        "numbers_seen": numbers_seen(request.user, [person for pair in records for person in (pair.first, pair.second)]),
    }
    return render(request, "registry/duplicates.html", context)


@require_POST
def tell_apart(request: SignedInRequest, pk: int, other_pk: int) -> HttpResponse:
    first, second = fetch_pair(request.user, pk, other_pk)
    try:
        duplicates.tell_apart(first, second, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        sentence = _("Đã xác nhận: %(one)s và %(two)s là hai người. Cặp này không được gợi ý nữa; có thể đổi lại ở trang của từng người.")
        messages.success(request, sentence % {"one": first.full_name, "two": second.full_name})
    return redirect(_sending_page(request, first.pk))


@require_POST
def offer_again(request: SignedInRequest, pk: int, other_pk: int) -> HttpResponse:
    first, second = fetch_pair(request.user, pk, other_pk)
    duplicates.offer_again(first, second)
    messages.success(request, _("Đã bỏ xác nhận “không phải một người”. Cặp này lại được gợi ý nếu giống nhau."))
    return redirect(_sending_page(request, first.pk))


def _sending_page(request: HttpRequest, pk: int) -> str:
    """Return the page that sent the form: the pairs, as they were filtered, or an inbox; else the person."""
    url = parse_address(request.POST.get("next"))
    return url if SENDING_PAGES.match(url) else reverse("person", args=[pk])


def person_merge(request: SignedInRequest, pk: int, other_pk: int) -> HttpResponse:
    """Show the preview; with POST merge, exactly as was shown, with the choices made there."""
    target, source = fetch_pair(request.user, pk, other_pk)
    keep, registrations = _parse_choices(request.POST)
    if request.method == "POST":
        try:
            merged = merge(target, source, keep=keep, registrations=registrations, by=request.user, at=timezone.now())
        except ValidationError as error:
            show_errors(request, error)
        else:
            return _after_merge(request, merged, target)
    try:
        plan = merge_plan.plan(target, source, user=request.user, keep=keep, registrations=registrations)
    except ValidationError:  # a choice that is none, or of what has changed meanwhile: proposed anew
        plan = merge_plan.plan(target, source, user=request.user)
    for person in (target, source):
        note_person(person, by=request.user)
    # What moves is shown by name where the reader may look, and by number elsewhere.
    visible_units = {unit for unit in {row.activity.unit_id for row in plan.moving} if request.user.can("view", unit)}
    visible = [row for row in plan.moving if row.activity.unit_id in visible_units]
    context = {"plan": plan, "moving": visible, "hidden": len(plan.moving) - len(visible), "is_blocked": bool(plan.problems)}
    return render(request, "registry/merge.html", context)


def _after_merge(request: HttpRequest, merged: Merge, target: Person) -> HttpResponse:
    """Go back to the page that sent the form, or to the record that stays, and say how the merge is undone."""
    page, person_page = _sending_page(request, target.pk), reverse("person", args=[target.pk])
    if page == person_page:
        messages.success(request, _("Đã gộp. Hồ sơ còn lại là trang này; nếu nhầm, bấm “Hoàn tác” ở mục “Đã gộp” bên dưới."))
    else:
        sentence = format_html(
            '{} <a href="{}">{}</a>',
            _("Đã gộp thành một người: %(name)s.") % {"name": target.full_name},
            reverse("merge-undo", args=[merged.pk]),
            _("Hoàn tác"),
        )
        messages.success(request, sentence)
    return redirect(page)


def _parse_choices(posted: QueryDict) -> tuple[dict[str, str], dict[int, int]]:
    """Return `keep` and `registrations` of a plan, as the preview's form names them."""
    keep = {name.removeprefix("keep-"): str(value) for name, value in posted.items() if name.startswith("keep-")}
    registrations: dict[int, int] = {}
    for name, value in posted.items():
        if name.startswith("registration-"):
            activity, registration = parse_id(name.removeprefix("registration-")), parse_id(str(value))
            if activity is not None and registration is not None:
                registrations[activity] = registration
    return keep, registrations


def merge_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what undoing does; with POST undo. A merge that cannot be undone leads back at once, and says why."""
    merge = fetch_merge(request.user, pk)
    person_url = reverse("person", args=[merge.kept_id]) if merge.kept_id else reverse("person-list")
    problems = unmerging.find_problems(merge)
    if problems:
        show_errors(request, ValidationError(problems))
        return redirect(person_url)
    if request.method == "POST":
        try:
            undone = unmerging.undo(merge, by=request.user, at=timezone.now())
        except ValidationError as error:
            show_errors(request, error)
            return redirect(person_url)
        messages.success(request, _("Đã hoàn tác: %(name)s lại là một hồ sơ riêng (trang này).") % {"name": undone.person.full_name})
        if undone.arrived_since:
            sentence = _("%(number)s lượt điểm danh đến sau khi gộp ở lại với đăng ký đã quét; hãy kiểm tra ở trang của hai người.")
            messages.warning(request, sentence % {"number": undone.arrived_since})
        if undone.kept_corrections:
            messages.info(request, _("Những gì đã sửa ở hồ sơ kia sau khi gộp được giữ như đã sửa."))
        return redirect("person", undone.person.pk)
    source = unmerging.source_record(merge)
    return confirmation_page(
        request,
        heading=_("Hoàn tác lần gộp"),
        consequences=_consequences_of_undoing(merge, source.full_name if source else "", request.user),
        crumbs=[(_("Người tham gia"), reverse("person-list")), (merge.kept.full_name if merge.kept else "", person_url)],
        cancel_url=person_url,
        submit_label=_("Hoàn tác lần gộp"),
        is_harmless=True,
    )


def _consequences_of_undoing(merge: Merge, name: str, user: User) -> list[str]:
    consequences = [
        _("%(name)s lại là một hồ sơ riêng, với thông tin, đăng ký, điểm danh và thẻ như trước khi gộp.") % {"name": name},
        _("Hồ sơ còn lại trở về thông tin trước khi gộp; những gì đã sửa sau đó được giữ như đã sửa."),
    ]
    visible = set(Activity.objects.visible_to(user).values_list("pk", flat=True))
    for activity, number in unmerging.scans_since(merge):
        title = activity.title if activity.pk in visible else _("một hoạt động ở địa bàn khác")
        sentence = _("%(number)s lượt điểm danh đến sau khi gộp ở “%(title)s” ở lại với đăng ký đã được quét.")
        consequences.append(sentence % {"number": number, "title": title})
    return consequences
