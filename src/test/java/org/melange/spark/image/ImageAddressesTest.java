package org.melange.spark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.image.ImageError;

/** Addresses that images may be read from. */
class ImageAddressesTest {

  private static Configuration defaults(String uri) {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.defaultFS", uri);
    return configuration;
  }

  private static ImageAddresses local(String... prefixes) {
    return new ImageAddresses(defaults("file:///"), "/data/img", List.of(prefixes));
  }

  private static ImageAddresses bucket() {
    return new ImageAddresses(
        defaults("file:///"), "s3a://bucket/img", List.of("s3a://other/public/", "https://h/"));
  }

  private static ImageError error(ImageAddresses addresses, String written) {
    return catchThrowableOfType(RefusedImageException.class, () -> addresses.resolve(written))
        .error();
  }

  @ParameterizedTest
  @CsvSource({
    "a.png, s3a://bucket/img/a.png",
    "./a/../b.png, s3a://bucket/img/b.png",
    "x:y.png, s3a://bucket/img/x:y.png",
    "s3a://bucket/img/a.png, s3a://bucket/img/a.png",
    "s3a://other/public/a.png, s3a://other/public/a.png"
  })
  void namesAreRelativeToTheRoot(String written, String resolved) throws RefusedImageException {
    assertThat(bucket().resolve(written).toPath().toString()).isEqualTo(resolved);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../a.png",
        "a/../../a.png",
        "s3a://bucket/img2/a.png",
        "s3a://bucket/a.png",
        "s3a://bucket/img/../a.png",
        "s3a://other/a.png",
        "s3a://third/img/a.png",
        "../../../../etc/passwd"
      })
  void nothingElseIsReadFromAnAllowedFileSystem(String written) {
    assertThat(error(bucket(), written)).isEqualTo(ImageError.FORBIDDEN_ADDRESS);
    assertThatThrownBy(() -> bucket().resolve(written)).hasMessageContaining(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdfs://nn/a.png", "file:/etc/passwd", "ftp://h/a", "jar:/a"})
  void otherFileSystemsAreForbidden(String written) {
    assertThat(error(bucket(), written)).isEqualTo(ImageError.FORBIDDEN_SCHEME);
  }

  @Test
  void aSlashMeansTheDefaultFileSystem() throws RefusedImageException {
    ImageAddresses addresses =
        new ImageAddresses(defaults("hdfs://nn:8020/x"), "hdfs://nn:8020/img", List.of());
    assertThat(addresses.resolve("/img/a.png").toPath().toString())
        .isEqualTo("hdfs://nn:8020/img/a.png");
    assertThat(error(addresses, "/other/a.png")).isEqualTo(ImageError.FORBIDDEN_ADDRESS);
    assertThat(error(addresses, "hdfs://nn:9000/img/a.png"))
        .isEqualTo(ImageError.FORBIDDEN_ADDRESS);
  }

  /** Of local files {@link AllowedDirectories} decides, which resolves symbolic links. */
  @Test
  void localFilesAreLeftToTheAllowedDirectories() throws RefusedImageException {
    assertThat(local().resolve("/etc/passwd").path()).isEqualTo("/etc/passwd");
    assertThat(local("/more").localDirectories())
        .containsExactly(Path.of("/data/img"), Path.of("/more"));
    assertThat(error(local(), "file://server/data/img/a.png"))
        .isEqualTo(ImageError.FORBIDDEN_ADDRESS);
    assertThat(bucket().localDirectories()).isEmpty();
  }

  @Test
  void theWebIsLeftToTheFetcher() throws RefusedImageException {
    assertThat(bucket().resolve("http://anywhere/a.png").authority()).isEqualTo("anywhere");
    ImageAddresses web = new ImageAddresses(defaults("file:///"), "https://h/img", List.of());
    assertThat(web.resolve("a.png").toPath().toString()).isEqualTo("https://h/img/a.png");
  }

  @Test
  void aNullCharacterIsInNoFileName() {
    assertThat(error(bucket(), "a\0.png")).isEqualTo(ImageError.ABSENT);
    assertThat(error(local(), "\0")).isEqualTo(ImageError.ABSENT);
  }

  @Test
  void aRootAboveTheRootIsRejected() {
    assertThatThrownBy(() -> new ImageAddresses(defaults("file:///"), "s3a://b/..", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("s3a://b/.. is not a directory");
  }
}
