"""Two records that may be one person: offered, told apart, merged after a preview, and taken back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from activities.models import Activity
from people import disclosures
from registry import duplicates
from registry.access import fetch_merge, fetch_pair, people_in_full
from registry.merging import merge_plan, unmerging
from registry.merging.actions import merge
from registry.models import Merge
from registry.records.views import SHOWN_OF_ONE, require_reader
from screens.pages import confirmation_page, paginate, show_errors

PAIRS_ON_A_PAGE = 20
SHOWN_IN_PAIRS = ("phone", "birth_date", "national_id_last4")


@require_safe
def duplicate_list(request: SignedInRequest) -> HttpResponse:
    require_reader(request)
    people = people_in_full(request.user)
    pairs = duplicates.find_duplicates(people)
    total = len(pairs)
    counts = {word: sum(least <= pair.comparison.score <= most for pair in pairs) for word, _label, least, most in duplicates.CERTAINTY}
    certainty = request.GET.get("certainty", "")
    if certainty in counts:
        pairs = [pair for pair in pairs if duplicates.certainty(pair.comparison.score)[0] == certainty]
    page = paginate(request, pairs, PAIRS_ON_A_PAGE)
    offers = duplicates.load_records(page.object_list, people)
    if offers:
        disclosures.note(
            "likely-duplicates", "view", by=request.user, people=len({pk for pair in page for pk in pair.ids}), sensitive=SHOWN_IN_PAIRS
        )
    context = {
        "page": page,
        "offers": offers,
        "tabs": [(word, label, counts[word]) for word, label, _least, _most in duplicates.CERTAINTY],
        "asked": certainty if certainty in counts else "",
        "all": total,
        "may_register": request.user.can_anywhere("register"),
    }
    return render(request, "registry/duplicates.html", context)


@require_POST
def tell_apart(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    one, two = fetch_pair(request.user, pk, other)
    try:
        duplicates.tell_apart(one, two, by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
    else:
        said = _("Đã ghi: %(one)s và %(two)s là hai người. Cặp này không được gợi ý nữa; có thể đổi lại ở trang của từng người.")
        messages.success(request, said % {"one": one.full_name, "two": two.full_name})
    return redirect(_back(request, one.pk))


@require_POST
def offer_again(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    one, two = fetch_pair(request.user, pk, other)
    duplicates.offer_again(one, two)
    messages.success(request, _("Đã bỏ ghi nhận “không phải một người”. Cặp này lại được gợi ý nếu giống nhau."))
    return redirect(_back(request, one.pk))


def _back(request: SignedInRequest, pk: int) -> str:
    """To the page that sent it: the pairs, as they were filtered, or the person."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith(reverse("person-list"))
    return asked if is_ours else reverse("person", args=[pk])


def person_merge(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    """The preview, and with POST the merge: exactly what was shown, with the choices made there."""
    kept, gone = fetch_pair(request.user, pk, other)
    keep, registrations = _chosen(request.POST)
    if request.method == "POST":
        try:
            done = merge(kept, gone, keep=keep, registrations=registrations, by=request.user, at=timezone.now())
        except ValidationError as error:
            show_errors(request, error)
        else:
            said = _("Đã gộp. Hồ sơ còn lại là trang này; nếu nhầm, bấm “Hoàn tác” ở mục “Đã gộp” bên dưới.")
            messages.success(request, said)
            return redirect("person", done.kept_id)
    try:
        asked = merge_plan.plan(kept, gone, user=request.user, keep=keep, registrations=registrations)
    except ValidationError:  # a choice that is none, or of what has changed meanwhile: proposed anew
        asked = merge_plan.plan(kept, gone, user=request.user)
    _note(request, kept, gone)
    return render(request, "registry/merge.html", {"plan": asked, **_in_sight(asked, request.user)})


def _chosen(sent: QueryDict) -> tuple[dict[str, str], dict[int, int]]:
    keep = {name.removeprefix("keep-"): str(value) for name, value in sent.items() if name.startswith("keep-")}
    said = {name.removeprefix("registration-"): str(value) for name, value in sent.items() if name.startswith("registration-")}
    return keep, {int(a): int(r) for a, r in said.items() if all(n.isascii() and n.isdigit() and len(n) < 19 for n in (a, r))}


def _in_sight(asked: merge_plan.Plan, user: User) -> dict[str, Any]:
    """What moves, by name where the reader may look, and by number elsewhere."""
    units = {row.activity.unit_id for row in asked.moving}
    seen = {unit for unit in units if user.can("view", unit)}
    visible = [row for row in asked.moving if row.activity.unit_id in seen]
    return {"moving": visible, "hidden": len(asked.moving) - len(visible), "is_blocked": bool(asked.problems)}


def _note(request: SignedInRequest, *people: Any) -> None:
    for one in people:
        disclosures.note("person", "view", by=request.user, people=1, person=one, unit=one.unit, sensitive=SHOWN_OF_ONE)


def merge_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    found = fetch_merge(request.user, pk)
    home = reverse("person", args=[found.kept_id]) if found.kept_id else reverse("person-list")
    problems = unmerging.problems(found)
    if request.method == "POST" or problems:
        return _undo(request, found, problems, home)
    gone = unmerging.gone_as_it_was(found)
    return confirmation_page(
        request,
        heading=_("Hoàn tác lần gộp"),
        consequences=_consequences(found, gone.full_name if gone else "", request.user),
        submit_label=_("Hoàn tác lần gộp"),
        is_harmless=True,
        cancel_url=home,
        crumbs=[(_("Người tham gia"), reverse("person-list")), (found.kept.full_name if found.kept else "", home)],
    )


def _undo(request: SignedInRequest, found: Merge, problems: list[ValidationError], home: str) -> HttpResponse:
    try:
        if problems:
            raise ValidationError(problems)
        done = unmerging.undo(found, by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
        return redirect(home)
    messages.success(request, _("Đã hoàn tác: %(name)s lại là một hồ sơ riêng (trang này).") % {"name": done.person.full_name})
    if done.arrived_since:
        said = _("%(number)s lượt điểm danh đến sau khi gộp ở lại với đăng ký đã quét; hãy kiểm tra ở trang của hai người.")
        messages.warning(request, said % {"number": done.arrived_since})
    if done.left:
        messages.info(request, _("Những gì đã sửa ở hồ sơ kia sau khi gộp được giữ như đã sửa."))
    return redirect("person", done.person.pk)


def _consequences(found: Merge, name: str, user: User) -> list[str]:
    said = [
        _("%(name)s lại là một hồ sơ riêng, với thông tin, đăng ký, điểm danh và thẻ như trước khi gộp.") % {"name": name},
        _("Hồ sơ còn lại trở về thông tin trước khi gộp; những gì đã sửa sau đó được giữ như đã sửa."),
    ]
    visible = set(Activity.objects.visible_to(user).values_list("pk", flat=True))
    for activity, number in unmerging.arrived_since(found):
        title = activity.title if activity.pk in visible else _("một hoạt động ở địa bàn khác")
        sentence = _("%(number)s lượt điểm danh đến sau khi gộp ở “%(title)s” ở lại với đăng ký đã được quét.")
        said.append(sentence % {"number": number, "title": title})
    return said
