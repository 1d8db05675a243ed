"""The loader of templates: as Django's of app folders, without the indentation of lines."""

import re

from django.template import Origin
from django.template.loaders import app_directories


class Loader(app_directories.Loader):
    """Load a template without the white space at the beginning of its lines, which every page would otherwise carry."""

    def get_contents(self, origin: Origin) -> str:
        return re.sub(r"\n\s+", "\n", super().get_contents(origin))
