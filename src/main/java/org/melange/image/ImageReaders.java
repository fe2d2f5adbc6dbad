package org.melange.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** One decoder for each kind of file, the same on every machine. */
final class ImageReaders {

  static {
    // ImageIO looks for plug-ins once, with the class loader of whoever asked first. On a Spark
    // executor that loader may not see the jars of the application, so they are named here.
    IIORegistry registry = IIORegistry.getDefaultInstance();
    if (registry.getServiceProviderByClass(WebPImageReaderSpi.class) == null) {
      registry.registerServiceProvider(new WebPImageReaderSpi(), ImageReaderSpi.class);
    }
  }

  private ImageReaders() {}

  /**
   * A fresh reader, to be disposed of by the caller.
   *
   * @throws ImageException if there is none for this kind
   */
  static ImageReader of(ImageFormat kind) throws IOException {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    return switch (kind) {
      case WEBP ->
          registry.getServiceProviderByClass(WebPImageReaderSpi.class).createReaderInstance();
      case JPEG, PNG, GIF, BMP, TIFF -> standard(kind);
      case NONE -> throw new ImageException(ImageError.UNSUPPORTED, "no decoder for it");
    };
  }

  /** Java's own, though others may have registered for the same kind. */
  private static ImageReader standard(ImageFormat kind) throws ImageException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(kind.name());
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if ("java.desktop".equals(reader.getClass().getModule().getName())) {
        return reader;
      }
    }
    throw new ImageException(ImageError.UNSUPPORTED, "this Java has no " + kind + " decoder");
  }
}
