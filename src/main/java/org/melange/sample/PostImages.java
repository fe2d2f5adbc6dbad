package org.melange.sample;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.melange.sample.flag.FlagPainter;
import org.melange.sample.flag.FlagSpec;

/** Renders the images of posts and writes them. Not thread-safe. */
final class PostImages {

  private static final String DIRECTORY = "images/posts/";
  private static final int FLAG_WIDTH = 320;
  private static final double JPEG = 0.9;
  private static final float FAIR_QUALITY = 0.6f;

  private final Path dir;
  private final Map<FlagSpec, BufferedImage> flags = new HashMap<>();

  PostImages(Path dir) throws IOException {
    this.dir = dir;
    Files.createDirectories(dir.resolve(DIRECTORY));
  }

  /** Writes an image to a file and returns its URI. */
  String file(String name, FlagSpec flag, SplittableRandom random) throws IOException {
    BufferedImage image = snapshot(flag, random);
    if (random.nextDouble() >= JPEG) {
      return put(name + ".png", ImageFiles.png(image));
    }
    float quality = (float) (.35 + .6 * random.nextDouble());
    return put(name + ".jpg", ImageFiles.jpeg(image, quality));
  }

  /** Renders an image as a {@code data:} URI. */
  String inline(FlagSpec flag, SplittableRandom random) {
    byte[] jpeg = ImageFiles.jpeg(snapshot(flag, random), FAIR_QUALITY);
    return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg);
  }

  /**
   * Writes an image with {@code defect}, or an intact one if the defect is elsewhere, and returns
   * its URI.
   */
  String broken(String name, FlagSpec flag, Defect defect, SplittableRandom random)
      throws IOException {
    return switch (defect) {
      case IMAGE_ABSENT -> DIRECTORY + name + ".jpg";
      case IMAGE_TRUNCATED -> {
        byte[] jpeg = ImageFiles.jpeg(snapshot(flag, random), FAIR_QUALITY);
        yield put(name + ".jpg", Arrays.copyOf(jpeg, jpeg.length / 2));
      }
      case IMAGE_IS_HTML -> put(name + ".jpg", errorPage());
      case IMAGE_EMPTY -> put(name + ".jpg", new byte[0]);
      case IMAGE_BOMB -> put(name + ".png", ImageFiles.bomb());
      case DATA_URI_BROKEN -> "data:image/png;base64,iVBORw0KGgo*not*base64*";
      default -> file(name, flag, random);
    };
  }

  private BufferedImage snapshot(FlagSpec flag, SplittableRandom random) {
    return Snapshot.of(
        flags.computeIfAbsent(flag, spec -> FlagPainter.paint(spec, FLAG_WIDTH)), random);
  }

  private String put(String name, byte[] content) throws IOException {
    Files.write(dir.resolve(DIRECTORY + name), content);
    return DIRECTORY + name;
  }

  private static byte[] errorPage() {
    return "<!DOCTYPE html><html><body><h1>404 Not Found</h1></body></html>\n"
        .getBytes(StandardCharsets.UTF_8);
  }
}
