package org.melange.image;

import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.melange.image.vp8.KeyFrame;

/**
 * Decodes untrusted image files: JPEG, PNG, GIF and WebP (the first frame on its canvas), BMP and
 * TIFF, recognized by content. The outcome is an image or an {@link ImageError} for any bytes,
 * never an exception.
 *
 * <p>Pixels equal those of Pillow's {@code Image.open(f).convert("RGB")}, with which published CLIP
 * features were computed. The orientation tag and the color profile are ignored, and alpha is
 * dropped. Truncated files are rejected, because decoders fill the missing part with gray.
 *
 * <p>Immutable and thread-safe.
 */
public final class ImageDecoder {

  private final ImageLimits limits;

  /**
   * @param limits limits on file size and pixels, checked before decoding
   */
  public ImageDecoder(ImageLimits limits) {
    this.limits = requireNonNull(limits, "limits");
  }

  /** Decodes one file. */
  public ImageOutcome decode(byte[] bytes) {
    try {
      return new ImageOutcome.Decoded(decodeOrThrow(bytes));
    } catch (ImageException e) {
      return new ImageOutcome.Failed(e.error(), e.getMessage());
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // A decoder may throw anything for a hostile file, and may allocate more than the heap has.
      // Valid files are within the limits, so the file is the cause and not this machine.
      ImageError error = endsEarly(e) ? ImageError.TRUNCATED : ImageError.BROKEN;
      return new ImageOutcome.Failed(error, "the decoder gave up: " + e);
    }
  }

  private RgbImage decodeOrThrow(byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      throw new ImageException(ImageError.EMPTY, "the file has no bytes");
    }
    if (bytes.length > limits.maxBytes()) {
      throw new ImageException(
          ImageError.TOO_MANY_BYTES,
          bytes.length + " bytes, " + limits.maxBytes() + " are allowed");
    }
    ImageFormat format = ImageFormat.of(bytes);
    return switch (format) {
      case NONE -> throw notDecoded(bytes);
      case JPEG -> decodeJpeg(JpegStream.of(bytes));
      case PNG -> decodePng(PngStream.of(bytes));
      case GIF -> decodeGif(bytes, GifScreen.of(bytes));
      case WEBP -> decodeWebp(bytes, WebpFile.of(bytes));
      case BMP -> {
        BitmapHeader.check(bytes);
        yield read(format, bytes);
      }
      case TIFF -> {
        TiffHeader.check(bytes);
        yield read(format, bytes);
      }
    };
  }

  private static ImageException notDecoded(byte[] bytes) {
    return UndecodedFormat.of(bytes)
        .map(format -> new ImageException(ImageError.UNSUPPORTED, "a file of " + format))
        .orElseGet(
            () ->
                new ImageException(
                    ImageError.NOT_AN_IMAGE,
                    "no image begins with these bytes: " + beginning(bytes)));
  }

  private RgbImage decodeJpeg(JpegStream jpeg) throws IOException {
    JpegColors colors = jpeg.colors();
    DecoderWarnings warnings = new DecoderWarnings();
    RgbImage image =
        read(
            ImageFormat.JPEG,
            jpeg.image(),
            warnings,
            reader -> RgbConversion.ofRaw(reader.readRaster(0, null), colors));
    if (!jpeg.ended()) {
      warnings.checkBytesAreLeft();
    }
    return image;
  }

  private RgbImage decodePng(PngStream png) throws IOException {
    return read(
        ImageFormat.PNG,
        png.image(),
        new DecoderWarnings(),
        reader -> {
          BufferedImage image = reader.read(0);
          return png.palette().isPresent()
              ? RgbConversion.ofIndices(image, png.palette().get())
              : RgbConversion.of(image);
        });
  }

  private RgbImage decodeGif(byte[] bytes, GifScreen screen) throws IOException {
    checkSize(screen.width(), screen.height());
    return read(
        ImageFormat.GIF,
        screen.sequential(bytes),
        new DecoderWarnings(),
        reader -> screen.arrange(RgbConversion.ofIndices(reader.read(0), screen.palette())));
  }

  private RgbImage decodeWebp(byte[] bytes, WebpFile file) throws IOException {
    if (file.canvas() != null) {
      checkSize(file.canvas().width(), file.canvas().height());
    }
    RgbImage frame = file.lossless() ? decodeLossless(bytes, file) : decodeLossy(bytes, file);
    file.checkFrame(frame.width(), frame.height());
    return file.canvas() == null
        ? frame
        : frame.onCanvas(file.canvas().width(), file.canvas().height(), file.x(), file.y(), 0);
  }

  private RgbImage decodeLossy(byte[] bytes, WebpFile file) throws IOException {
    KeyFrame frame = KeyFrame.of(bytes, file.begin() + 8, file.end());
    checkSize(frame.width(), frame.height());
    return new RgbImage(frame.width(), frame.height(), frame.toRgb());
  }

  private RgbImage decodeLossless(byte[] bytes, WebpFile file) throws IOException {
    return read(ImageFormat.WEBP, file.alone(bytes));
  }

  /** Reads the pixels of the first image from a reader. */
  private interface Pixels {
    RgbImage from(ImageReader reader) throws IOException;
  }

  private RgbImage read(ImageFormat format, byte[] file) throws IOException {
    return read(format, file, new DecoderWarnings(), reader -> RgbConversion.of(reader.read(0)));
  }

  private RgbImage read(ImageFormat format, byte[] file, DecoderWarnings warnings, Pixels pixels)
      throws IOException {
    ImageReader reader = ImageReaders.of(format);
    try (ImageInputStream input = new BoundedImageInput(file)) {
      // Metadata is skipped: compressed text in a PNG may be a decompression bomb.
      reader.setInput(input, true, true);
      reader.addIIOReadWarningListener(warnings);
      checkSize(reader.getWidth(0), reader.getHeight(0));
      RgbImage image = pixels.from(reader);
      warnings.check();
      return image;
    } finally {
      reader.dispose();
    }
  }

  private void checkSize(int width, int height) throws ImageException {
    if ((long) width * height > limits.maxPixels()) {
      throw new ImageException(
          ImageError.TOO_MANY_PIXELS,
          String.format(
              Locale.ROOT, "%dx%d pixels, %d are allowed", width, height, limits.maxPixels()));
    }
  }

  private static boolean endsEarly(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException) {
        return true;
      }
    }
    return false;
  }

  private static String beginning(byte[] bytes) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(bytes.length, 16); i++) {
      shown.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
    }
    return shown.toString();
  }
}
