"""The chart library is uPlot as its authors published it, though it comes in another project's package."""

import hashlib

from local.preview.server import library_file

# Of dist/uPlot.iife.min.js and dist/uPlot.min.css in uPlot 1.6.31, as npm has them.
PUBLISHED = {
    "uplot.js": "2d27e8ad3d228164525ce213f9dc716f39b4e3aee0cc773fb3491c96cf4921a2",
    "uplot.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
}


def test_its_files_are_those_of_uplot_1_6_31() -> None:
    for name, digest in PUBLISHED.items():
        assert hashlib.sha256(library_file(name).read_bytes()).hexdigest() == digest
