package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names of files that a format may have. */
class FileNamesTest {

  @Test
  void jsonLinesHaveTheirExtensionsOrNone() {
    for (String name :
        List.of(
            "posts.jsonl",
            "posts.JSON",
            "posts.ndjson.gz",
            "part-00000-3f.c000.json.bz2",
            "part-00000",
            "part-00000.gz",
            "000000_0",
            "posts.2026-11-29",
            "posts.1",
            "posts.json.zst",
            "posts.jsonl.xz",
            "posts.jsonl.zip")) {
      assertThat(FileNames.JSON_LINES.accept(name)).as(name).isTrue();
    }
    for (String name :
        List.of(
            "17.jpg",
            "17.PNG",
            "posts.parquet",
            "notes.txt",
            "README.md",
            "images.zip",
            "images.tar.gz",
            "x.png.gz",
            "posts.csv")) {
      assertThat(FileNames.JSON_LINES.accept(name)).as(name).isFalse();
    }
  }

  @Test
  void otherFormatsHaveTheirs() {
    assertThat(List.of("a.parquet", "a.snappy.parquet", "a.gz.parquet", "000000_0"))
        .allMatch(FileNames.PARQUET::accept);
    assertThat(List.of("a.jsonl", "a.jpg")).noneMatch(FileNames.PARQUET::accept);
    assertThat(List.of("a.csv", "a.tsv.gz", "a.txt", "part-0")).allMatch(FileNames.CSV::accept);
    assertThat(List.of("a.json", "a.json.gz")).allMatch(FileNames.JSON_ARRAY::accept);
    assertThat(List.of("a.csv", "a.jpg")).noneMatch(FileNames.JSON_ARRAY::accept);
    assertThat(List.of("a.jpg", "a")).allMatch(FileNames.ANY::accept);
  }

  @Test
  void theMessageHasTheMostFrequentExtensions() {
    InputListing listing =
        new InputListing(
            List.of(),
            Map.of("jpg", 9L, "png", 5_242L, "a", 3L, "b", 2L, "c", 1L, "d", 1L),
            FileNames.JSON_LINES);
    assertThat(listing.message())
        .contains(
            "skipped 5,258 files whose names are not those of JSON Lines (5,242 .png, 9 .jpg, 3 .a,"
                + " 2 .b, 1 .c, ...)");
    assertThat(new InputListing(List.of(), Map.of(), FileNames.ANY).message()).isEmpty();
  }
}
