"""The font of certificates and of PDFs of reports, installed at set-up from a pinned npm tarball; nothing of it is committed."""

from scanner.page.vendored_assets import Asset, Package, register_package

TINOS = Package(
    name="@expo-google-fonts/tinos",
    version="0.4.2",
    integrity="sha512-MQkfvUO1Aw7UP3jRtWLcjda+udanoL8ecrbkjbc3ZdhSI1iW/Uil4uD8O0eOiIxU2v/FeAT2XjGNiz5oYUlucg==",
    assets=(
        Asset("package/400Regular/Tinos_400Regular.ttf", "Regular.ttf", "924ef269e73da94c1803ff68877f5d998dd16605c5ffad82ee181034f8a1fffe"),
        Asset("package/700Bold/Tinos_700Bold.ttf", "Bold.ttf", "576a19b5dc026cafe6ae8fde4c849588dae6475cf5d912cebdf2827388c43ad9"),
        Asset(
            "package/400Regular_Italic/Tinos_400Regular_Italic.ttf",
            "Italic.ttf",
            "4a52de5bcf70e37bd71949f8a85302b75795a1943aedffbbee4f2db7744e1c81",
        ),
        Asset(
            "package/700Bold_Italic/Tinos_700Bold_Italic.ttf",
            "BoldItalic.ttf",
            "10c90ef7896d758923c06a1485d7824cdb457466da0bf7d42f81c5228931281b",
        ),
        Asset("package/LICENSE_FONT", "LICENSE", "cb3382d4643e8b02c12e322c220a3c76a5020d667e4fd4e7c75e744cca6caa6b"),
    ),
    notice=(
        "Tinos, from @expo-google-fonts/tinos 0.4.2, https://github.com/googlefonts/tinos: SIL Open Font License 1.1, see LICENSE.\n"
        "The files are unchanged but for their names; they were brought in by manage.py vendor_assets.\n"
    ),
    purpose="phông chữ giấy chứng nhận / the font of certificates",
)
register_package(TINOS)
