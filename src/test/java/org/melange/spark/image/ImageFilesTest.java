package org.melange.spark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.image.ImageError;
import org.melange.spark.io.TroubledFileSystem;

/** Image files on local and other file systems. */
class ImageFilesTest {

  @TempDir private Path dir;
  private Path images;
  private ImageFiles files;

  @BeforeEach
  void write() throws IOException {
    images = Files.createDirectory(dir.resolve("images"));
    Files.write(images.resolve("a.png"), new byte[] {1, 2, 3});
    Files.setLastModifiedTime(images.resolve("a.png"), FileTime.fromMillis(1_700_000_000_000L));
    Files.createDirectory(images.resolve("directory"));
    Files.writeString(dir.resolve("secret"), "secret");
    Configuration configuration = new Configuration(false);
    configuration.set("fs.troubled.impl", TroubledFileSystem.class.getName());
    configuration.setBoolean("fs.troubled.impl.disable.cache", true);
    configuration.set(TroubledFileSystem.DIRECTORY, images.toString());
    files = new ImageFiles(configuration, new AllowedDirectories(List.of(images)));
  }

  private static byte[] read(ImageFile file) throws IOException {
    try (InputStream in = file.content().open()) {
      return in.readAllBytes();
    }
  }

  private ImageFile local(String name) throws IOException {
    return files.find(new ImageAddress("file", "", images.resolve(name).toString()));
  }

  private ImageFile remote(String name) throws IOException {
    return files.find(new ImageAddress("troubled", "bucket", "/" + name));
  }

  @Test
  void findsLocalFiles() throws IOException {
    ImageFile file = local("a.png");
    assertThat(file.length()).isEqualTo(3);
    assertThat(file.modified()).isEqualTo(1_700_000_000_000L);
    assertThat(read(file)).containsExactly(1, 2, 3);
  }

  @Test
  void findsFilesOfOtherFileSystems() throws IOException {
    ImageFile file = remote("a.png");
    assertThat(file.length()).isEqualTo(3);
    assertThat(file.modified()).isEqualTo(1_700_000_000_000L);
    assertThat(read(file)).containsExactly(1, 2, 3);
  }

  @Test
  void aDirectoryIsNotAnImage() {
    assertThatThrownBy(() -> local("directory"))
        .isInstanceOfSatisfying(
            RefusedImageException.class, e -> assertThat(e.error()).isEqualTo(ImageError.ABSENT))
        .hasMessageEndingWith("directory is a directory");
    assertThatThrownBy(() -> remote("directory"))
        .isInstanceOfSatisfying(
            RefusedImageException.class, e -> assertThat(e.error()).isEqualTo(ImageError.ABSENT));
  }

  @Test
  void aMissingFileIsReportedByItsFileSystem() {
    assertThatThrownBy(() -> local("absent")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> remote("absent")).isInstanceOf(java.io.FileNotFoundException.class);
  }

  @Test
  void aLinkOutOfTheDirectoryIsForbidden() throws IOException {
    Files.createSymbolicLink(images.resolve("link"), dir.resolve("secret"));
    assertThatThrownBy(() -> local("link"))
        .isInstanceOfSatisfying(
            RefusedImageException.class,
            e -> assertThat(e.error()).isEqualTo(ImageError.FORBIDDEN_ADDRESS));
    Files.createSymbolicLink(images.resolve("inside"), images.resolve("a.png"));
    assertThat(read(local("inside"))).containsExactly(1, 2, 3);
  }

  @Test
  void aLinkThatReplacesAFileAfterItWasFoundIsNotFollowed() throws IOException {
    ImageFile file = local("a.png");
    Files.delete(images.resolve("a.png"));
    Files.createSymbolicLink(images.resolve("a.png"), dir.resolve("secret"));
    assertThatThrownBy(() -> read(file)).isInstanceOf(IOException.class);
  }
}
