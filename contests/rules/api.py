"""The rules of a contest over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from contests.models import Contest
from contests.rules import actions
from contests.rules.effects import compare_rules
from contests.rules.serializers import AmendedRulesSerializer, AmendmentSerializer, RulesSerializer
from contests.rules.stored import latest_rules, revision_of_rules, rules_of
from contests.scoring.rules_data import write_rules
from screens.api import ApiViewSet, conflicts
from screens.revisions.serializers import RevisionConflict

CONFLICTS = ("rules_locked", "rules_not_locked", "no_rules", "results_final")


@contextmanager
def changed_since(request: ApiRequest) -> Iterator[None]:
    """Answer 409 with what was sent and what is on record where somebody else saved the rules since they were read."""
    try:
        yield
    except actions.RulesChanged as error:
        body: Any = request.data
        sent = write_rules(actions.read_or_refuse(body)) | {"number": body.get("number") or ""}
        current = {} if error.current is None else error.current.data | {"number": error.current.number}
        differing = [name for name in sent.keys() | current.keys() if sent.get(name) != current.get(name)]
        raise RevisionConflict(
            conflicts=[{"field": name, "sent": sent.get(name), "current": current.get(name)} for name in sorted(differing)],
            revision=revision_of_rules(error.current),
        ) from error


class ContestRules(ApiViewSet):
    queryset = Contest.objects.all()
    serializer_class = RulesSerializer

    @extend_schema(responses=RulesSerializer)
    def retrieve(self, request: ApiRequest, contest: int) -> Response:
        rule_set = latest_rules(fetch(self.queryset, request.user, "view", pk=contest))
        if rule_set is None:
            raise Http404
        return Response(RulesSerializer(rule_set).data)

    @extend_schema(request=RulesSerializer, responses=RulesSerializer)
    def update(self, request: ApiRequest, contest: int) -> Response:
        row = fetch(self.queryset, request.user, "record", pk=contest)
        head = self._read_head(RulesSerializer, request)
        with changed_since(request), conflicts(CONFLICTS):
            rule_set = actions.save_rules(row, request.data, **head, by=request.user, at=timezone.now())
        return Response(RulesSerializer(rule_set).data)

    @extend_schema(request=None, responses=RulesSerializer)
    def lock(self, request: ApiRequest, contest: int) -> Response:
        row = fetch(self.queryset, request.user, "record", pk=contest)
        with conflicts(CONFLICTS):
            rule_set = actions.lock_rules(row, by=request.user, at=timezone.now())
        return Response(RulesSerializer(rule_set).data)

    @extend_schema(request=AmendmentSerializer, responses=AmendedRulesSerializer)
    def amend(self, request: ApiRequest, contest: int) -> Response:
        """Change locked rules by a new version, and tell what that does to the ranking."""
        row = fetch(self.queryset, request.user, "record", pk=contest)
        head = self._read_head(AmendmentSerializer, request)
        is_dry_run = head.pop("dry_run")
        rules = actions.read_or_refuse(request.data)
        changes = [asdict(change) for change in compare_rules(row, rules)]
        current = latest_rules(row)
        with changed_since(request), conflicts(CONFLICTS):
            if is_dry_run and current is not None:
                actions.require_same_criteria(row, rules_of(current), rules)
                return Response(RulesSerializer(current).data | {"changes": changes})
            rule_set = actions.amend_rules(row, request.data, **head, by=request.user, at=timezone.now())
        return Response(RulesSerializer(rule_set).data | {"changes": changes})

    def _read_head(self, serializer_class: Any, request: ApiRequest) -> dict[str, Any]:
        serializer = serializer_class(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        names = ("number", "dated", "document", "reason", "revision", "dry_run")
        return {name: serializer.validated_data[name] for name in names if name in serializer.validated_data}
