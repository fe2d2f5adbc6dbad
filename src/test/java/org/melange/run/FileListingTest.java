package org.melange.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileListingTest {

  private static final String SUM = "0".repeat(64);

  @TempDir private Path dir;
  private FileListing listing;

  @BeforeEach
  void list() throws IOException {
    Files.createDirectories(dir.resolve("names"));
    Files.writeString(dir.resolve("names/b"), "second");
    Files.writeString(dir.resolve("a"), "");
    listing = FileListing.of(dir, List.of("names/b", "a"));
  }

  @Test
  void filesAreListedWithLengthAndSum() throws IOException {
    assertThat(listing.files())
        .containsExactly(
            new ListedFile(
                "a", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            new ListedFile("names/b", 6, Sha256.of("second")));
    assertThat(listing.fault(dir)).isEmpty();
    assertThat(listing.bytes()).isEqualTo(6);
    assertThat(listing.under("names").paths()).containsExactly("names/b");
    assertThat(listing.under("name").paths()).isEmpty();
  }

  @Test
  void whatWasChangedIsNamed() throws IOException {
    Files.writeString(dir.resolve("names/b"), "Second");
    assertThat(listing.fault(dir)).get().asString().contains("names/b is not the file");
    Files.writeString(dir.resolve("names/b"), "secon");
    assertThat(listing.fault(dir)).contains("names/b has 5 bytes, its manifest lists 6");
    Files.delete(dir.resolve("names/b"));
    assertThat(listing.fault(dir)).contains("names/b does not exist");
    Files.createDirectories(dir.resolve("names/b"));
    assertThat(listing.fault(dir)).contains("names/b does not exist");
  }

  @Test
  void aSumThatCouldNotBeComputedIsAnother() {
    assertThat(listing.contentFault(Arrays.asList("", null))).get().asString().contains("a is not");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", ".", "..", "a/.."})
  void pathsThatLeaveTheDirectoryAreRefused(String path) {
    assertThatThrownBy(() -> new ListedFile(path, 1, SUM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesWithDotsAndBracketsArePaths() {
    assertThat(new ListedFile("status=ok/..part-[0].parquet", 1, SUM).bytes()).isEqualTo(1);
  }

  @Test
  void numbersThatAreNotValidAndTwoOfOnePathAreRefused() {
    assertThatThrownBy(() -> new ListedFile("a", -1, SUM))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ListedFile("a", 1, "0".repeat(63) + "G"))
        .isInstanceOf(IllegalArgumentException.class);
    ListedFile file = new ListedFile("a", 1, SUM);
    assertThatThrownBy(() -> new FileListing(List.of(file, file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a is listed twice");
  }
}
