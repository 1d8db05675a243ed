"""Serializers of administrative units."""

from rest_framework import serializers

from places.models import Unit


class UnitNameSerializer(serializers.ModelSerializer):
    full_name = serializers.CharField(read_only=True)

    class Meta:
        model = Unit
        fields = ["id", "name", "full_name"]


class UnitSerializer(UnitNameSerializer):
    former_districts = UnitNameSerializer(many=True, read_only=True)

    class Meta:
        model = Unit
        fields = ["id", "code", "name", "full_name", "kind", "level", "parent", "valid_from", "valid_to", "former_districts"]
