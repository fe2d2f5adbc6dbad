package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.run.ExitCode;
import org.melange.run.JobException;

/** Which files a path names. */
class InputFilesTest {

  @TempDir private Path dir;
  private Path in;

  @BeforeEach
  void makeFiles() throws IOException {
    in = Files.createDirectory(dir.resolve("in [1] {x}: put"));
    for (String name :
        List.of(
            "a.jsonl",
            "b:1.jsonl",
            "posts[1].jsonl",
            "{c}.jsonl",
            "_x.jsonl",
            ".y.jsonl",
            "._a.jsonl",
            "d.jsonl._COPYING_",
            "sub/e.jsonl",
            "sub/deep/f.jsonl",
            "sub/_temporary/g.jsonl",
            "_k=1/h.jsonl")) {
      Files.createDirectories(in.resolve(name).getParent());
      Files.writeString(in.resolve(name), name);
    }
  }

  @Test
  void aDirectoryMeansAllFilesBelowItThatAreNotHidden() {
    assertThat(names(in.toString()))
        .containsExactlyInAnyOrder(
            "a.jsonl",
            "b:1.jsonl",
            "posts[1].jsonl",
            "{c}.jsonl",
            "sub/e.jsonl",
            "sub/deep/f.jsonl",
            "_k=1/h.jsonl");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"posts[1].jsonl", "{c}.jsonl", "b:1.jsonl", "_x.jsonl", ".y.jsonl", "._a.jsonl"})
  void anExistingPathIsNeitherAGlobNorHidden(String name) {
    assertThat(names(in.resolve(name).toString())).containsExactly(name);
    assertThat(names(InputFiles.literal(in.resolve(name).toString()))).containsExactly(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.jsonl | a.jsonl b:1.jsonl posts[1].jsonl {c}.jsonl",
        "?.jsonl | a.jsonl",
        "_*.jsonl | _x.jsonl",
        "[_.]?.jsonl | ",
        "{a,posts*}.jsonl | a.jsonl posts[1].jsonl",
        "{sub/e,a}.jsonl | a.jsonl sub/e.jsonl",
        "*/*.jsonl | _k=1/h.jsonl sub/e.jsonl",
        "s*/deep | sub/deep/f.jsonl",
        "*b/**/f.jsonl | sub/deep/f.jsonl",
        "sub/* | sub/deep/f.jsonl sub/e.jsonl",
        "posts\\[1].jsonl | posts[1].jsonl",
      })
  void aGlobIgnoresHiddenNamesUnlessItNamesThem(String glob, String expected) {
    String pattern = InputFiles.literal(in.toString()) + "/" + glob;
    if (expected == null) {
      assertThat(InputFiles.any(pattern)).isFalse();
      assertThatThrownBy(() -> InputFiles.list(pattern)).hasMessageContaining("does not exist");
    } else {
      assertThat(names(pattern)).containsExactlyInAnyOrder(expected.split(" "));
    }
  }

  @Test
  void filesAreSortedAndHaveTheirLengths() {
    List<InputFile> files = InputFiles.list(in.toString());
    assertThat(files).isSortedAccordingTo((a, b) -> a.path().compareTo(b.path()));
    assertThat(files).allMatch(file -> file.path().startsWith("file:/"));
    assertThat(files.stream().filter(file -> file.path().endsWith("/a.jsonl")))
        .extracting(InputFile::length)
        .containsExactly(7L);
  }

  @Test
  void relativePathsAndGlobsAreRelativeToTheWorkingDirectory() {
    assertThat(InputFiles.list("src/test/resources/inputs/*-quirks.jsonl"))
        .extracting(file -> Path.of(file.path()).getFileName().toString())
        .containsExactly("kb-quirks.jsonl", "posts-quirks.jsonl");
    assertThat(InputFiles.list("src/test/resources/inputs/kb-quirks.jsonl").get(0).path())
        .startsWith("file:/");
    assertThat(InputFiles.path("a:b.jsonl").isAbsolute()).isFalse();
  }

  @Test
  void directoriesArePartitionsHoweverThePathIsWritten() throws IOException {
    Path file = in.resolve("zip=01234/lang=a%2Fb/x.parquet");
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    Path none = Files.createDirectories(in.resolve("zip=__HIVE_DEFAULT_PARTITION__/lang=no"));
    Files.createFile(none.resolve("y.parquet"));
    assertThat(columns(in.toString())).isEqualTo("{zip=01234, lang=a/b}");
    assertThat(columns(in.resolve("zip=01234").toString())).isEqualTo("{zip=01234, lang=a/b}");
    assertThat(columns(file.toString())).isEqualTo("{zip=01234, lang=a/b}");
    String glob = InputFiles.literal(in.toString()) + "/zip=0*";
    assertThat(columns(glob)).isEqualTo("{zip=01234, lang=a/b}");
    InputFile last =
        InputFiles.list(none.getParent().getParent().toString()).stream()
            .filter(found -> found.path().endsWith("y.parquet"))
            .findFirst()
            .orElseThrow();
    assertThat(PartitionColumns.of(last.base(), last.path())).hasToString("{lang=no}");
  }

  @Test
  void missingFilesAreAUserError() throws IOException {
    String empty = Files.createDirectory(dir.resolve("empty")).toString();
    assertThatThrownBy(() -> InputFiles.list(empty)).hasMessageContaining("contains no files");
    for (String path : List.of(empty + "/x", empty + "/x*", empty + "/[", empty + "/a.jsonl/*")) {
      assertThatThrownBy(() -> InputFiles.list(path))
          .as(path)
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT));
    }
  }

  @Test
  void imagesBesidePostsAreSkippedUnlessTheyAreNamed() throws IOException {
    for (String name : List.of("x.png", "sub/y.JPG", "sub/deep/z.jpg", "part-0", "notes.txt")) {
      Files.writeString(in.resolve(name), "x");
    }
    InputListing all = InputFiles.list(in.toString(), FileNames.JSON_LINES);
    assertThat(names(all.files())).contains("a.jsonl", "part-0").doesNotContain("x.png");
    assertThat(all.skipped()).isEqualTo(Map.of("png", 1L, "jpg", 2L, "txt", 1L));
    String base = InputFiles.literal(in.toString());
    assertThat(names(InputFiles.list(base + "/*", FileNames.JSON_LINES).files()))
        .contains("a.jsonl", "part-0")
        .doesNotContain("x.png", "notes.txt");
    for (String named : List.of(in + "/notes.txt", base + "/*.txt", base + "/{notes,b}.{txt,md}")) {
      InputListing listing = InputFiles.list(named, FileNames.JSON_LINES);
      assertThat(names(listing.files())).as(named).containsExactly("notes.txt");
      assertThat(listing.message()).as(named).isEmpty();
    }
    assertThatThrownBy(() -> InputFiles.list(base + "/*.p*", FileNames.JSON_LINES))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("contains no files to read: skipped 1 files")
        .hasMessageContaining("names end in .jl, .json, .jsonl, .jsonlines, .ndjson");
  }

  private String columns(String pattern) {
    InputFile file =
        InputFiles.list(pattern).stream()
            .filter(found -> found.path().endsWith("x.parquet"))
            .findFirst()
            .orElseThrow();
    return PartitionColumns.of(file.base(), file.path()).toString();
  }

  private List<String> names(List<InputFile> files) {
    String base = "file:" + in + "/";
    return files.stream().map(file -> file.path().substring(base.length())).toList();
  }

  private List<String> names(String pattern) {
    return names(InputFiles.list(pattern));
  }
}
