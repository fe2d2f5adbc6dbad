package org.melange.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;
import org.melange.clip.ImageDecoder;
import org.melange.clip.ImageFault;
import org.melange.clip.ImageLimits;
import org.melange.clip.ImageOutcome;
import org.melange.corpus.ImageRef;
import org.melange.web.FetchException;
import org.melange.web.Fetcher;

/**
 * Fetches an image from where it lies and decodes it: bytes in the record, {@code data:} URIs, and
 * every file system that Hadoop knows ({@code file:}, {@code s3a:}, …); the web is asked where that
 * is allowed. Thread-safe.
 */
final class ImageLoader {

  private static final Set<String> WEB = Set.of("http", "https");

  /** File systems that would ask whatever host an address names, unchecked. */
  private static final Set<String> FORBIDDEN =
      Set.of("ftp", "sftp", "webhdfs", "swebhdfs", "har", "jar");

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):/");

  private final Configuration configuration;
  private final String root;
  private final ImageLimits limits;
  private final ImageDecoder decoder;
  private final Optional<Fetcher> web;

  /**
   * @param root what relative URIs are relative to
   */
  ImageLoader(Configuration configuration, String root, ImageLimits limits) {
    this(configuration, root, limits, Optional.empty());
  }

  /**
   * @param root what relative URIs are relative to
   * @param web asks the web for images; empty: it is not asked
   */
  ImageLoader(Configuration configuration, String root, ImageLimits limits, Optional<Fetcher> web) {
    this.configuration = configuration;
    this.root = root;
    this.limits = limits;
    this.decoder = new ImageDecoder(limits);
    this.web = web;
  }

  /** The bytes of an image file, or why there are none. */
  @SuppressWarnings("ArrayRecordComponent") // in flight: never compared
  record Fetched(byte[] bytes, ImageOutcome.Failed failed) {

    static Fetched of(byte[] bytes) {
      return new Fetched(bytes, null);
    }

    static Fetched failed(ImageFault fault, String message) {
      return new Fetched(null, new ImageOutcome.Failed(fault, message));
    }

    <T> T fold(Function<byte[], T> ifThere, Function<ImageOutcome.Failed, T> ifNot) {
      return failed == null ? ifThere.apply(bytes) : ifNot.apply(failed);
    }
  }

  /** Fetches and decodes. */
  ImageOutcome load(ImageRef image) {
    return fetch(image).fold(this::decode, failed -> failed);
  }

  /** Decodes what was fetched. */
  ImageOutcome decode(byte[] bytes) {
    return decoder.decode(bytes);
  }

  /** Fetches alone. */
  Fetched fetch(ImageRef image) {
    if (image instanceof ImageRef.Bytes bytes) {
      return Fetched.of(bytes.content());
    }
    String uri = ((ImageRef.Uri) image).uri();
    return uri.regionMatches(true, 0, "data:", 0, 5) ? data(uri) : file(uri);
  }

  /** Length and time of an image file, without reading it; empty where it has none. */
  Optional<String> stamp(String uri) {
    String scheme = scheme(uri);
    if (WEB.contains(scheme) || FORBIDDEN.contains(scheme) || uri.startsWith("data:")) {
      return Optional.empty();
    }
    try {
      Path path = path(uri, scheme);
      if (WEB.contains(String.valueOf(path.toUri().getScheme()))) {
        return Optional.empty();
      }
      FileStatus status = fileSystem(path).getFileStatus(path);
      return Optional.of(status.getLen() + " " + status.getModificationTime());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // whoever loads it says why
    }
  }

  /** RFC 2397; only base64, as images are. */
  private Fetched data(String uri) {
    int comma = uri.indexOf(',');
    if (comma < 0 || !uri.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
      return Fetched.failed(ImageFault.UNSUPPORTED, "data: URI is not base64");
    }
    if ((uri.length() - comma) / 4L * 3 > limits.maxBytes()) {
      return Fetched.failed(
          ImageFault.TOO_MANY_BYTES, "data: URI of " + uri.length() + " characters");
    }
    try {
      return Fetched.of(Base64.getMimeDecoder().decode(uri.substring(comma + 1)));
    } catch (IllegalArgumentException e) {
      return Fetched.failed(ImageFault.BROKEN, "data: URI: " + e.getMessage());
    }
  }

  private Fetched file(String uri) {
    String scheme = scheme(uri);
    if (WEB.contains(scheme)) {
      return web(uri, scheme);
    }
    if (FORBIDDEN.contains(scheme)) {
      return Fetched.failed(ImageFault.FORBIDDEN_SCHEME, "images are not fetched by " + scheme);
    }
    try {
      Path path = path(uri, scheme);
      String resolved = String.valueOf(path.toUri().getScheme());
      if (WEB.contains(resolved)) { // Hadoop would ask it, unchecked
        return web(path.toUri().toString(), resolved);
      }
      FileSystem fs = fileSystem(path);
      FileStatus status = fs.getFileStatus(path);
      if (!status.isFile()) {
        return Fetched.failed(ImageFault.ABSENT, uri + " is no file");
      }
      if (status.getLen() > limits.maxBytes()) {
        return Fetched.failed(
            ImageFault.TOO_MANY_BYTES, uri + " has " + status.getLen() + " bytes");
      }
      try (FSDataInputStream in = open(fs, status)) {
        return Fetched.of(in.readNBytes(Math.toIntExact(limits.maxBytes()) + 1));
      }
    } catch (FileNotFoundException e) {
      return Fetched.failed(ImageFault.ABSENT, uri + " does not exist");
    } catch (IOException | IllegalArgumentException e) {
      return Fetched.failed(ImageFault.UNREADABLE, uri + ": " + e.getMessage());
    }
  }

  private Fetched web(String uri, String scheme) {
    if (web.isEmpty()) {
      return Fetched.failed(
          ImageFault.FORBIDDEN_SCHEME,
          "images are not fetched by " + scheme + " (images.http.enabled)");
    }
    try {
      return Fetched.of(web.get().fetch(uri));
    } catch (FetchException e) {
      return Fetched.failed(e.fault(), e.getMessage());
    }
  }

  /** Saves object stores a request for each image: what they would ask for is known. */
  private static FSDataInputStream open(FileSystem fs, FileStatus status) throws IOException {
    return FutureIO.awaitFuture(
        fs.openFile(status.getPath())
            .withFileStatus(status)
            .opt("fs.option.openfile.read.policy", "whole-file")
            .build());
  }

  /**
   * Local files without Hadoop's checksums, whose file names cannot be made of names with colons.
   */
  private FileSystem fileSystem(Path path) throws IOException {
    FileSystem fs = path.getFileSystem(configuration);
    return fs instanceof LocalFileSystem local ? local.getRawFileSystem() : fs;
  }

  private Path path(String uri, String scheme) {
    if (!scheme.isEmpty() || uri.startsWith("/")) {
      return new Path(uri);
    }
    // Not Path's own resolution: a relative name may hold a colon, which Path takes for a scheme.
    URI base = new Path(root).toUri();
    return new Path(base.getScheme(), base.getAuthority(), base.getPath() + "/" + uri);
  }

  /** Empty for a relative name, which may hold a colon: a scheme is followed by a slash. */
  private static String scheme(String uri) {
    Matcher matcher = SCHEME.matcher(uri);
    return matcher.lookingAt() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
  }
}
