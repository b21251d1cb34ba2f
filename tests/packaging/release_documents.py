#!/usr/bin/env python3
"""Tests packaging/release: bills of materials that keep to SPDX 2.3, the check that says when one does not, checksums."""

import copy
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASE = ROOT / "packaging" / "release"
LIST = json.loads((ROOT / "resources/licences/third-party.json").read_text(encoding="utf-8"))
MANIFEST = [
    {"file": "lib/libQt6Core.so.6", "name": "libqt6core6", "version": "6.4.2+dfsg-10", "source": "qt6-base",
     "licence": "LGPL-3.0-only"},
    {"file": "lib/libQt6Svg.so.6", "name": "libqt6svg6", "version": "6.4.2-2", "source": "qt6-svg"},
    {"file": "lib/liblzma.so.5", "name": "liblzma5", "version": "5.4.1-1", "source": "xz-utils",
     "licence": "LicenseRef-public-domain"},
    {"file": "lib/libunheard-of.so", "name": "libunheard-of"},
]


def run(script, *arguments, epoch="1700000000"):
    environment = {**os.environ, "SOURCE_DATE_EPOCH": epoch}
    return subprocess.run([sys.executable, str(RELEASE / script), *map(str, arguments)], env=environment,
                          capture_output=True, text=True, encoding="utf-8", check=False)


class Documents(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.package = self.folder / "reasonglass_9.9_amd64.deb"
        self.package.write_bytes(b"a package")
        self.tree = self.folder / "tree"
        (self.tree / "licences").mkdir(parents=True)
        (self.tree / "reasonglass").write_bytes(b"the program")
        (self.tree / "licences" / "xz-utils.txt").write_text("This is in the public domain.", encoding="utf-8")
        (self.tree / "bundled.json").write_text(json.dumps(MANIFEST), encoding="utf-8")

    def sbom(self, *arguments, **options):
        done = run("make-sbom", "--version", "9.9", *arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def portable(self):
        return self.sbom("--kind", "portable", "--tree", self.tree, "--bundled", self.tree / "bundled.json")

    def problems(self, document, *package):
        path = self.folder / "document.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        done = run("check-sbom", path, *package)
        self.assertEqual(done.returncode == 0, done.stderr == "")
        return done.stderr

    def versions(self, document):
        return {package["name"]: package["versionInfo"] for package in document["packages"]}


class EveryKind(Documents):
    def test_keeps_to_the_rules(self):
        for kind in ("deb", "rpm", "flatpak", "portable", "appimage", "windows", "windows-msvc", "macos"):
            with self.subTest(kind):
                self.assertEqual(self.problems(self.sbom("--kind", kind, self.package), self.package), "")

    def test_is_the_same_each_time(self):
        self.assertEqual(self.portable(), self.portable())
        later = self.sbom("--kind", "deb", self.package, epoch="1800000000")
        now = self.sbom("--kind", "deb", self.package)
        self.assertEqual(later["documentNamespace"], now["documentNamespace"])
        self.assertNotEqual(later["creationInfo"]["created"], now["creationInfo"]["created"])

    def test_another_file_is_another_document(self):
        before = self.sbom("--kind", "deb", self.package)
        self.package.write_bytes(b"another package")
        self.assertNotEqual(self.sbom("--kind", "deb", self.package)["documentNamespace"], before["documentNamespace"])
        self.assertIn("another file", self.problems(before, self.package))


class WhatIsInside(Documents):
    def test_a_package_on_the_systems_qt_contains_none(self):
        document = self.sbom("--kind", "deb", self.package)
        kinds = {(r["relationshipType"], r["relatedSpdxElement"]) for r in document["relationships"]}
        self.assertIn(("DYNAMIC_LINK", "SPDXRef-Component-qt"), kinds)
        self.assertNotIn(("CONTAINS", "SPDXRef-Component-qt"), kinds)
        self.assertNotIn("HarfBuzz", self.versions(document))
        self.assertIn(("CONTAINS", "SPDXRef-Component-valijson"), kinds)  # headers

    def test_windows_has_what_qt_bundles_there(self):
        versions = self.versions(self.sbom("--kind", "windows", self.package))
        for name in ("Qt 6", "HarfBuzz", "SQLite", "GCC runtime libraries"):
            self.assertEqual(versions[name], "NOASSERTION")  # nobody said which
        self.assertNotIn("OpenSSL", versions)
        msvc = self.versions(self.sbom("--kind", "windows-msvc", self.package))
        self.assertIn("Microsoft Visual C++ runtime", msvc)
        self.assertNotIn("GCC runtime libraries", msvc)
        self.assertIn("HarfBuzz", msvc)

    def test_versions_are_those_of_the_sources(self):
        sources = self.folder / "sources"
        sources.mkdir()
        (sources / "qt6-base").write_text("qt6-base\t6.8.2+dfsg-9\n", encoding="utf-8")
        (sources / "sqlite3").write_text("sqlite3\t3.46.1-7\n", encoding="utf-8")
        versions = self.versions(self.sbom("--kind", "windows", "--sources", sources, self.package))
        self.assertEqual((versions["Qt 6"], versions["SQLite"]), ("6.8.2+dfsg-9", "3.46.1-7"))
        self.assertEqual(versions["libzip"], "NOASSERTION")

    def test_versions_are_those_of_the_manifest(self):
        versions = self.versions(self.portable())
        self.assertEqual(versions["Qt 6"], "6.4.2")  # of two pieces
        self.assertEqual(versions["libqt6svg6"], "6.4.2-2")
        self.assertEqual(versions["libunheard-of"], "NOASSERTION")
        self.assertNotIn("OpenSSL", versions)  # the manifest has none

    def test_an_archive_may_bring_its_manifest(self):
        archive = self.folder / "reasonglass.tar.gz"
        with tarfile.open(archive, "w:gz") as file:
            file.add(self.tree, "reasonglass-9.9/share/doc/reasonglass")
        document = self.sbom("--kind", "portable", archive)
        self.assertEqual(self.problems(document, archive), "")
        self.assertEqual(self.versions(document)["Qt 6"], "6.4.2")
        self.assertIn("public domain", json.dumps(document["hasExtractedLicensingInfos"]))

    def test_every_file_of_a_tree_is_listed(self):
        document = self.portable()
        self.assertEqual(self.problems(document), "")
        files = {file["fileName"]: file["checksums"] for file in document["files"]}
        self.assertEqual(sorted(files), ["./bundled.json", "./licences/xz-utils.txt", "./reasonglass"])
        self.assertIn(hashlib.sha256(b"the program").hexdigest(), json.dumps(files["./reasonglass"]))

    def test_a_licence_without_its_text_is_refused(self):
        (self.tree / "licences" / "xz-utils.txt").unlink()
        done = run("make-sbom", "--version", "9", "--kind", "portable", "--tree", self.tree,
                   "--bundled", self.tree / "bundled.json")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("LicenseRef-public-domain", done.stderr)


class TheCheck(Documents):
    """Says what is wrong with a document that was right before."""

    right = None  # made once

    def setUp(self):
        super().setUp()
        TheCheck.right = TheCheck.right or self.portable()
        self.document = copy.deepcopy(TheCheck.right)

    def assert_problem(self, text):
        self.assertIn(text, self.problems(self.document))

    def test_missing_field(self):
        del self.document["packages"][0]["downloadLocation"]
        self.assert_problem("downloadLocation is missing")

    def test_unknown_field(self):
        self.document["packages"][0]["licence"] = "MIT"
        self.assert_problem("there is no field licence")

    def test_other_version(self):
        self.document["spdxVersion"] = "SPDX-2.2"
        self.assert_problem("spdxVersion")

    def test_bad_time(self):
        self.document["creationInfo"]["created"] = "2026-01-01 00:00"
        self.assert_problem("no time")

    def test_bad_id(self):
        self.document["packages"][0]["SPDXID"] = "SPDXRef-a_b"
        self.assert_problem("no SPDXID")

    def test_id_twice(self):
        self.document["packages"].append(self.document["packages"][0])
        self.assert_problem("two elements")

    def test_relationship_to_nothing(self):
        self.document["relationships"][1]["relatedSpdxElement"] = "SPDXRef-nothing"
        self.assert_problem("no element SPDXRef-nothing")

    def test_element_that_hangs_in_the_air(self):
        self.document["relationships"] = [r for r in self.document["relationships"]
                                          if "Bundled" not in r["relatedSpdxElement"]]
        self.assert_problem("nothing leads to it")

    def test_unknown_licence(self):
        self.document["packages"][1]["licenseConcluded"] = "LGPL-3"
        self.assert_problem("no licence expression")

    def test_broken_expressions(self):
        for expression in ("MIT AND", "(MIT", "MIT)", "MIT ISC", "AND", "MIT WITH", "()"):
            with self.subTest(expression):
                self.document["packages"][1]["licenseDeclared"] = expression
                self.assert_problem("no licence expression")

    def test_licence_text_that_is_missing(self):
        del self.document["hasExtractedLicensingInfos"]
        self.assert_problem("no licence expression")

    def test_changed_file(self):
        self.document["files"][0]["checksums"][0]["checksumValue"] = "0" * 40
        self.assert_problem("verification code")

    def test_short_checksum(self):
        self.document["files"][0]["checksums"][1]["checksumValue"] = "abc"
        self.assert_problem("no checksum")


class TheList(unittest.TestCase):
    def test_every_licence_of_the_list_is_known(self):
        known = set((RELEASE / "spdx-licences.txt").read_text(encoding="utf-8").split()) | set(LIST["licence_refs"])
        for component in LIST["components"]:
            for field in ("licence", "used_under"):
                words = set(re.findall(r"[A-Za-z0-9.+-]+", component.get(field, ""))) - {"AND", "OR", "WITH"}
                self.assertEqual(words - known, set(), component["id"])


class Checksums(Documents):
    def test_are_sorted_and_right(self):
        for _ in range(2):  # the second time the list itself is there
            self.assertEqual(run("make-checksums", self.folder).returncode, 0)
        lines = (self.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        names = [line[66:] for line in lines]
        self.assertEqual(names, sorted(names))
        self.assertEqual(len(names), 4)
        self.assertIn(f"{hashlib.sha256(b'a package').hexdigest()}  {self.package.name}", lines)

    @unittest.skipUnless(shutil.which("sha256sum"), "there is no sha256sum")
    def test_sha256sum_takes_them(self):
        run("make-checksums", self.folder)
        check = ["sha256sum", "--check", "--strict", "--status", "SHA256SUMS"]
        self.assertEqual(subprocess.run(check, cwd=self.folder, check=False).returncode, 0)
        self.package.write_bytes(b"changed")
        self.assertEqual(subprocess.run(check, cwd=self.folder, check=False).returncode, 1)

    def test_an_empty_folder_is_an_error(self):
        with tempfile.TemporaryDirectory() as empty:
            self.assertEqual(run("make-checksums", empty).returncode, 1)


if __name__ == "__main__":
    unittest.main()
