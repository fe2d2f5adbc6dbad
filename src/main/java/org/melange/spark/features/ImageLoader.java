package org.melange.spark.features;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.melange.corpus.DataUri;
import org.melange.corpus.ImageRef;
import org.melange.corpus.PercentDecoding;
import org.melange.image.ImageDecoder;
import org.melange.image.ImageError;
import org.melange.image.ImageLimits;
import org.melange.image.ImageOutcome;
import org.melange.spark.image.AllowedDirectories;
import org.melange.spark.image.ImageAddress;
import org.melange.spark.image.ImageAddresses;
import org.melange.spark.image.ImageFile;
import org.melange.spark.image.ImageFiles;
import org.melange.spark.image.RefusedImageException;
import org.melange.spark.image.TimedReads;
import org.melange.web.FetchException;
import org.melange.web.Fetcher;

/**
 * Fetches an image and decodes it: bytes in the record, {@code data:} URIs, files of this machine
 * and of Hadoop's file systems as far as {@link ImageAddresses} allows; the web is asked where that
 * is allowed. Whatever an address is, the outcome is an image or an {@link ImageError}, never an
 * exception. Thread-safe.
 */
final class ImageLoader {

  private final ImageAddresses addresses;
  private final ImageFiles files;
  private final TimedReads reads;
  private final ImageLimits limits;
  private final ImageDecoder decoder;
  private final Optional<Fetcher> web;

  /**
   * @param root what relative URIs are relative to
   * @param spec limits, and what may be read from where
   * @param reads reads files of this machine and of Hadoop's file systems
   */
  ImageLoader(
      Configuration configuration, String root, EncoderSpec.ImageSpec spec, TimedReads reads) {
    this.addresses = new ImageAddresses(configuration, root, spec.allowedPrefixes());
    this.files =
        new ImageFiles(configuration, new AllowedDirectories(addresses.localDirectories()));
    this.reads = reads;
    this.limits = spec.limits();
    this.decoder = new ImageDecoder(limits);
    this.web = spec.fetcher();
  }

  /** The bytes of an image file, or why there are none. */
  @SuppressWarnings("ArrayRecordComponent") // in flight: never compared
  record Fetched(byte[] bytes, ImageOutcome.Failed failed) {

    static Fetched of(byte[] bytes) {
      return new Fetched(bytes, null);
    }

    static Fetched failed(ImageError fault, String message) {
      return new Fetched(null, new ImageOutcome.Failed(fault, message));
    }

    <T> T fold(Function<byte[], T> ifThere, Function<ImageOutcome.Failed, T> ifNot) {
      return failed == null ? ifThere.apply(bytes) : ifNot.apply(failed);
    }
  }

  /** Does something with what one spelling of an address leads to. */
  private interface Use<T> {
    T of(String spelling, ImageAddress address)
        throws IOException, TimeoutException, ExecutionException;
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
    if (DataUri.is(uri)) {
      return data(uri);
    }
    try {
      return Fetched.of(
          first(
              uri,
              (spelling, address) ->
                  address.onTheWeb()
                      ? web(spelling, address)
                      : reads.call(() -> bytes(files.find(address), spelling))));
    } catch (RefusedImageException e) {
      return Fetched.failed(e.error(), e.getMessage());
    }
  }

  /** Length and time of an image file, without reading it; empty where it has none. */
  Optional<String> stamp(String uri) {
    if (DataUri.is(uri)) {
      return Optional.empty();
    }
    try {
      return first(
          uri,
          (spelling, address) ->
              address.onTheWeb() ? Optional.empty() : Optional.of(stamp(address)));
    } catch (RefusedImageException e) {
      return Optional.empty(); // whoever loads it says why
    }
  }

  private String stamp(ImageAddress address) throws TimeoutException, ExecutionException {
    ImageFile file = reads.call(() -> files.find(address));
    return file.length() + " " + file.modified();
  }

  /**
   * The first spelling of {@code uri} that does not lead to nothing: as it is written, without
   * white space around it, percent-decoded.
   *
   * @throws RefusedImageException if none leads to an image that may be read
   */
  private <T> T first(String uri, Use<T> use) throws RefusedImageException {
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(uri);
    spellings.add(uri.strip());
    spellings.add(PercentDecoding.decode(uri.strip()));
    RefusedImageException absent = null;
    for (String spelling : spellings) {
      try {
        return use.of(spelling, addresses.resolve(spelling));
      } catch (IOException | TimeoutException | ExecutionException | RuntimeException e) {
        RefusedImageException refused = refused(spelling, e);
        if (refused.error() != ImageError.ABSENT) {
          throw refused;
        }
        absent = absent == null ? refused : absent;
      }
    }
    throw absent;
  }

  /** What a failure says of an image. Nothing that is wrong with one image ends a task. */
  private RefusedImageException refused(String uri, Throwable failure) {
    Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
    if (cause instanceof RefusedImageException refused) {
      return refused;
    }
    if (cause instanceof FileNotFoundException || cause instanceof NoSuchFileException) {
      return new RefusedImageException(ImageError.ABSENT, uri + " does not exist");
    }
    if (cause instanceof FetchException fetch) {
      return new RefusedImageException(fetch.fault(), fetch.getMessage());
    }
    if (cause instanceof TimeoutException) {
      return new RefusedImageException(
          ImageError.TIMED_OUT, uri + " was not read within " + reads.limit());
    }
    // FSError: how Hadoop's local file systems report a read that failed.
    if (cause instanceof Error error && !(cause instanceof FSError)) {
      throw error;
    }
    return new RefusedImageException(ImageError.UNREADABLE, uri + ": " + cause.getMessage());
  }

  private static Fetched data(String uri) {
    try {
      return Fetched.of(DataUri.decode(uri));
    } catch (IllegalArgumentException e) {
      return Fetched.failed(ImageError.BROKEN, "data: URI: " + e.getMessage());
    }
  }

  private byte[] bytes(ImageFile file, String uri) throws IOException {
    if (file.length() > limits.maxBytes()) {
      throw new RefusedImageException(
          ImageError.TOO_MANY_BYTES, uri + " has " + file.length() + " bytes");
    }
    try (InputStream in = file.content().open()) {
      return in.readNBytes(Math.toIntExact(limits.maxBytes()) + 1);
    }
  }

  private byte[] web(String spelling, ImageAddress address) throws IOException {
    if (web.isEmpty()) {
      throw new RefusedImageException(
          ImageError.FORBIDDEN_SCHEME,
          "images are not fetched by " + address.scheme() + " (images.http.enabled)");
    }
    boolean absolute = ImageAddress.parse(spelling).isPresent();
    return web.get().fetch(absolute ? spelling : address.toPath().toUri().toString());
  }
}
