"""Write the bill of materials of the product as CycloneDX JSON: what `requirements.lock` installs, and the files from npm.

python -m dependencies.sbom FILE
"""

import base64
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from pip_requirements_parser import InstallRequirement, RequirementsFile

from certificates.document.fonts import TINOS
from scanner.page.vendored_assets import ZXING, Package

LOCK = "requirements.lock"


def make_bill() -> Bom:
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    product = Component(name=project["name"], version=project["version"], type=ComponentType.APPLICATION, bom_ref=project["name"])
    packages = [describe_package(requirement) for requirement in RequirementsFile.from_file(LOCK).requirements]
    bill = Bom(components=[*packages, *map(describe_npm_package, (ZXING, TINOS))])
    bill.metadata.component = product
    bill.register_dependency(product, bill.components)
    return bill


def describe_npm_package(package: Package) -> Component:
    scope, _slash, name = package.name.rpartition("/")
    address = PackageURL("npm", namespace=scope or None, name=name, version=package.version)
    hashes = [HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(package.integrity.removeprefix("sha512-")).hex())]
    return Component(name=package.name, version=package.version, purl=address, bom_ref=str(address), hashes=hashes)


def describe_package(requirement: InstallRequirement) -> Component:
    """Return a package of the lock with the hashes of all its files on PyPI, and its licence where it is installed here."""
    name, version = requirement.name, requirement.get_pinned_version
    purl = PackageURL("pypi", name=name.lower(), version=version)
    component = Component(name=name, version=version, purl=purl, bom_ref=str(purl))
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=digest.removeprefix("sha256:")) for digest in requirement.hash_options]
    address = XsUri(f"https://pypi.org/project/{name}/{version}/#files")
    component.external_references.add(ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=address, hashes=hashes))
    try:
        described = metadata.metadata(name)
    except metadata.PackageNotFoundError:  # only on other platforms
        return component
    licence = next((described[word] for word in ("License-Expression", "License") if word in described), "")
    if licence and "\n" not in licence:
        component.licenses.add(LicenseFactory().make_from_string(licence))
    return component


def main(target: Path) -> int:
    bill = make_bill()
    target.parent.mkdir(parents=True, exist_ok=True)
    JsonV1Dot6(bill).output_to_file(str(target), allow_overwrite=True, indent=1)
    print(f"{target}: {len(bill.components)} components")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
