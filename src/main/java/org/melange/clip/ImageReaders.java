package org.melange.clip;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
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
    if (registry.getServiceProviderByClass(JPEGImageReaderSpi.class) == null) {
      registry.registerServiceProvider(new JPEGImageReaderSpi(), ImageReaderSpi.class);
    }
    if (registry.getServiceProviderByClass(WebPImageReaderSpi.class) == null) {
      registry.registerServiceProvider(new WebPImageReaderSpi(), ImageReaderSpi.class);
    }
  }

  private ImageReaders() {}

  /**
   * A fresh reader, to be disposed of by the caller.
   *
   * @throws ImageFaultException if there is none for this kind
   */
  static ImageReader of(ImageKind kind) throws IOException {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    return switch (kind) {
      case JPEG ->
          registry.getServiceProviderByClass(JPEGImageReaderSpi.class).createReaderInstance();
      case WEBP ->
          registry.getServiceProviderByClass(WebPImageReaderSpi.class).createReaderInstance();
      case PNG, GIF, BMP, TIFF -> standard(kind);
      case OTHER, NONE ->
          throw new ImageFaultException(ImageFault.UNSUPPORTED, "no decoder for it");
    };
  }

  private static ImageReader standard(ImageKind kind) throws ImageFaultException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(kind.name());
    if (!readers.hasNext()) {
      throw new ImageFaultException(
          ImageFault.UNSUPPORTED, "this Java has no " + kind + " decoder");
    }
    return readers.next();
  }
}
