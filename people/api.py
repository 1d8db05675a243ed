from typing import Any

import django_filters
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import mixins, serializers, status
from rest_framework.response import Response

from accounts.access import ScopedQuerySet, require, require_anywhere
from accounts.http import ApiRequest
from people.actions import find_or_add_organisation
from people.models import EthnicGroup, Organisation
from places.models import Unit
from screens.api import ApiViewSet
from vietnamese.text import fold


class OrganisationSerializer(serializers.ModelSerializer):
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"))
    unit_name = serializers.CharField(source="unit.label", read_only=True)

    class Meta:
        model = Organisation
        fields = ["id", "name", "kind", "unit", "unit_name"]
        validators: list[Any] = []


class OrganisationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="narrow_to_words")

    class Meta:
        model = Organisation
        fields = ["kind"]

    def narrow_to_words(self, queryset: ScopedQuerySet, name: str, q: str) -> ScopedQuerySet:
        return queryset.filter(folded__contains=fold(q))


class OrganisationViewSet(mixins.ListModelMixin, ApiViewSet):
    """Schools, agencies and offices. A name that is there already in its unit answers with that one, not a second."""

    queryset = Organisation.objects.select_related("unit__parent__parent")
    serializer_class = OrganisationSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = OrganisationFilter

    def get_queryset(self) -> Any:
        everything: Any = super().get_queryset()
        return everything.visible_to(self.request.user)

    def create(self, request: ApiRequest) -> Response:
        require_anywhere(request.user, "register")
        form = OrganisationSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        values = form.validated_data
        require(request.user, "register", values["unit"])
        organisation = find_or_add_organisation(values["name"], unit=values["unit"], kind=values.get("kind", Organisation.Kind.OTHER))
        return Response(OrganisationSerializer(organisation).data, status=status.HTTP_201_CREATED)


class EthnicGroupSerializer(serializers.ModelSerializer):
    class Meta:
        model = EthnicGroup
        fields = ["id", "code", "code_2008", "name", "is_local", "is_minority"]


class EthnicGroupViewSet(mixins.ListModelMixin, ApiViewSet):
    """The official list, the nine local groups first."""

    queryset = EthnicGroup.objects.all()
    serializer_class = EthnicGroupSerializer
