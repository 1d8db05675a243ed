import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
os.umask(0o077)  # whatever the server writes, uploads on their way included, is for its own user only
application = get_wsgi_application()
