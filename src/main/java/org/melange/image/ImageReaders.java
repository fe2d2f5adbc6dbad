package org.melange.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** One decoder for each format, the same on every machine. */
final class ImageReaders {

  static {
    // ImageIO looks for plug-ins once, with the class loader of its first caller. On a Spark
    // executor that loader may not see the jars of the application.
    IIORegistry registry = IIORegistry.getDefaultInstance();
    if (registry.getServiceProviderByClass(WebPImageReaderSpi.class) == null) {
      registry.registerServiceProvider(new WebPImageReaderSpi(), ImageReaderSpi.class);
    }
  }

  private ImageReaders() {}

  /**
   * A new reader. The caller must dispose of it.
   *
   * @throws ImageException if the format has none
   */
  static ImageReader of(ImageFormat format) throws IOException {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    return switch (format) {
      case WEBP ->
          registry.getServiceProviderByClass(WebPImageReaderSpi.class).createReaderInstance();
      case JPEG, PNG, GIF, BMP, TIFF -> standard(format);
      case NONE -> throw new ImageException(ImageError.UNSUPPORTED, "no decoder for it");
    };
  }

  /** The decoder of the JDK, even if another is registered for the same format. */
  private static ImageReader standard(ImageFormat format) throws ImageException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if ("java.desktop".equals(reader.getClass().getModule().getName())) {
        return reader;
      }
    }
    throw new ImageException(ImageError.UNSUPPORTED, "this Java has no " + format + " decoder");
  }
}
