package org.melange.spark.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of images. */
class ImageAddressTest {

  @ParameterizedTest
  @CsvSource({
    "s3a://bucket/a/b.png, s3a, bucket, /a/b.png",
    "S3A://Bucket/a, s3a, Bucket, /a",
    "file:/a/b.png, file, '', /a/b.png",
    "file:///a/b.png, file, '', /a/b.png",
    "file://localhost/a, file, '', /a",
    "file://LocalHost/a, file, '', /a",
    "file://server/a, file, server, /a",
    "http://host:80/a b?c=d, http, host:80, /a b?c=d",
    "s3a://bucket, s3a, bucket, /",
    "hdfs:/a:b, hdfs, '', /a:b"
  })
  void splitsAbsoluteAddresses(String written, String scheme, String authority, String path) {
    assertThat(ImageAddress.parse(written)).contains(new ImageAddress(scheme, authority, path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.png", "/a.png", "a:b.png", "1s:/a", "", "C:\\a", "data:x", "://a"})
  void aNameWithoutASchemeIsNotAbsolute(String written) {
    assertThat(ImageAddress.parse(written)).isEmpty();
  }

  @Test
  void aLineBreakCannotHideTheEndOfAnAddress() {
    assertThat(ImageAddress.parse("file:/a\n/../b").orElseThrow().path()).isEqualTo("/a\n/../b");
  }

  @ParameterizedTest
  @CsvSource({"/a//b/./c/, /a/b/c", "/a/../b, /b", "/a/b/../../c, /c", "/, /", "/..., /..."})
  void removesDotSegments(String path, String normalized) {
    assertThat(new ImageAddress("file", "", path).normalized())
        .contains(new ImageAddress("file", "", normalized));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/..", "/a/../..", "/a/../../a", "/./../x"})
  void nothingIsAboveTheRoot(String path) {
    assertThat(new ImageAddress("file", "", path).normalized()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/img, /img, true",
    "/img/a/b, /img, true",
    "/img2, /img, false",
    "/im, /img, false",
    "/anything, /, true"
  })
  void containmentRespectsNames(String path, String directory, boolean within) {
    assertThat(address("b", path).isWithin(address("b", directory))).isEqualTo(within);
    assertThat(address("other", path).isWithin(address("b", directory))).isFalse();
  }

  private static ImageAddress address(String bucket, String path) {
    return new ImageAddress("s3a", bucket, path);
  }

  @Test
  void knowsTheWebAndLocalFiles() {
    assertThat(new ImageAddress("https", "h", "/").onTheWeb()).isTrue();
    assertThat(new ImageAddress("s3a", "h", "/").onTheWeb()).isFalse();
    assertThat(new ImageAddress("file", "", "/").local()).isTrue();
    assertThat(address("b", "/a").child("../c").path()).isEqualTo("/a/../c");
    assertThat(address("b", "/a b").toPath().toString()).isEqualTo("s3a://b/a b");
  }
}
