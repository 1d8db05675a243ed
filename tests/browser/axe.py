"""axe-core, the checker of pages against WCAG and its own good practices: fetched for the tests alone, checked against its pin, never committed."""

from scanner.page.vendored_assets import Asset, Package

AXE = Package(
    name="axe-core",
    version="4.14.1",
    integrity="sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    assets=(
        Asset("package/axe.min.js", "axe.min.js", "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"),
        Asset("package/LICENSE", "LICENSE", "af175b9d96ee93c21a036152e1b905b0b95304d4ae8c2c921c7609100ba8df7e"),
    ),
    notice="axe-core 4.14.1, https://github.com/dequelabs/axe-core: Mozilla Public License 2.0, see LICENSE. The files are unchanged.\n",
)
