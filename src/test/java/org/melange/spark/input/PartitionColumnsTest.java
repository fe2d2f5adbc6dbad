package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Columns in the names of directories. */
class PartitionColumnsTest {

  @Test
  void directoriesBelowTheBaseAreColumnsInTheirOrder() {
    assertThat(PartitionColumns.of("file:/in", "file:/in/lang=no/zip=01234/x/a.json"))
        .containsExactly(java.util.Map.entry("lang", "no"), java.util.Map.entry("zip", "01234"));
  }

  @Test
  void directoriesAboveTheBaseAndFileNamesAreNot() {
    assertThat(PartitionColumns.of("/year=2026", "/year=2026/a=b.json")).isEmpty();
    assertThat(PartitionColumns.of("/in/a=1/f.json", "/in/a=1/f.json")).isEmpty();
  }

  @Test
  void valuesAreDecodedTextAndMayBeEmptyOrContainEqualsSigns() {
    assertThat(PartitionColumns.of("/in", "/in/a%20b=c%2Fd/e=/f=g=h/=i/x"))
        .isEqualTo(java.util.Map.of("a b", "c/d", "e", "", "f", "g=h"));
  }

  @Test
  void theNullPartitionHasNoValue() {
    assertThat(PartitionColumns.of("/in", "/in/a=__HIVE_DEFAULT_PARTITION__/b=1/x"))
        .isEqualTo(java.util.Map.of("b", "1"));
  }

  @Test
  void theInnermostOfEqualNamesCounts() {
    assertThat(PartitionColumns.of("/in", "/in/a=1/a=2/x")).isEqualTo(java.util.Map.of("a", "2"));
  }
}
