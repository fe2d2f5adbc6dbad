package org.melange.spark.image;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.melange.image.ImageError;

/**
 * Decides which addresses images may be read from. Addresses in posts are not trusted: a file is
 * read only below the images' root or an allowed prefix, on the same file system and with the same
 * authority (bucket, or host and port). Decides by the address, without I/O; {@link
 * AllowedDirectories} also checks local files, and the fetcher checks web addresses. Immutable.
 */
public final class ImageAddresses {

  private final ImageAddress defaults;
  private final ImageAddress root;
  private final List<ImageAddress> allowed;

  /**
   * Allows a root and further directories.
   *
   * @param root what relative names are relative to
   * @param prefixes further directories
   */
  public ImageAddresses(Configuration configuration, String root, List<String> prefixes) {
    URI uri = FileSystem.getDefaultUri(configuration);
    this.defaults = ImageAddress.parse(uri.getScheme() + "://" + authority(uri)).orElseThrow();
    this.root = directory(root);
    this.allowed =
        Stream.concat(Stream.of(this.root), prefixes.stream().map(this::directory)).toList();
  }

  /** The allowed directories that are local. */
  public List<Path> localDirectories() {
    return allowed.stream()
        .filter(ImageAddress::local)
        .map(directory -> Path.of(directory.path()))
        .toList();
  }

  /**
   * Resolves an address. A path that starts with a slash is on the default file system; any other
   * name without a scheme is relative to the root.
   *
   * @throws RefusedImageException if it must not be read
   */
  public ImageAddress resolve(String written) throws RefusedImageException {
    if (written.indexOf('\0') >= 0) {
      throw new RefusedImageException(
          ImageError.ABSENT, "a file name cannot contain a null character");
    }
    Optional<ImageAddress> absolute = ImageAddress.parse(written);
    ImageAddress address = absolute.orElseGet(() -> withoutScheme(written));
    if (address.onTheWeb()) {
      return address;
    }
    boolean known = allowed.stream().anyMatch(dir -> dir.scheme().equals(address.scheme()));
    if (absolute.isPresent() && !known) {
      throw new RefusedImageException(
          ImageError.FORBIDDEN_SCHEME,
          "images are not read from " + address.scheme() + ": (images.allowed-prefixes)");
    }
    return address
        .normalized()
        .filter(plain -> plain.local() ? plain.authority().isEmpty() && known : isAllowed(plain))
        .orElseThrow(() -> forbidden(written));
  }

  /** The exception for an address that is not allowed. */
  static RefusedImageException forbidden(String written) {
    return new RefusedImageException(
        ImageError.FORBIDDEN_ADDRESS,
        written + " is outside of the images' root and of images.allowed-prefixes");
  }

  private boolean isAllowed(ImageAddress address) {
    return allowed.stream().anyMatch(address::isWithin);
  }

  private ImageAddress withoutScheme(String written) {
    return written.startsWith("/")
        ? new ImageAddress(defaults.scheme(), defaults.authority(), written)
        : root.child(written);
  }

  private ImageAddress directory(String written) {
    ImageAddress address =
        ImageAddress.parse(written)
            .orElseGet(
                () ->
                    new ImageAddress(
                        defaults.scheme(),
                        defaults.authority(),
                        defaults.local() ? Path.of(written).toAbsolutePath().toString() : written));
    return address.onTheWeb()
        ? address
        : address
            .normalized()
            .orElseThrow(() -> new IllegalArgumentException(written + " is not a directory"));
  }

  private static String authority(URI uri) {
    return uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
  }
}
