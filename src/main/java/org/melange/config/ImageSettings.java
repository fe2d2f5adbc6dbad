package org.melange.config;

import java.time.Duration;
import java.util.List;

/**
 * {@code images.*}: where images are read from, and their limits.
 *
 * @param maxBytes the largest image file
 * @param maxPixels the largest image in pixels
 * @param readTimeout time limit for opening and reading one file, except over HTTP
 * @param allowedPrefixes directories besides the images' root that images may be read from
 * @param http how images are fetched over HTTP
 * @param maxMissingShare the largest share of the mentions with an image whose image is missing
 */
public record ImageSettings(
    long maxBytes,
    long maxPixels,
    Duration readTimeout,
    List<String> allowedPrefixes,
    Http http,
    double maxMissingShare) {

  /** Limits of file size and pixels, defaults for the rest, and no HTTP. */
  public ImageSettings(long maxBytes, long maxPixels) {
    this(maxBytes, maxPixels, Duration.ofMinutes(1), List.of(), Http.OFF, 1);
  }

  /**
   * {@code images.http.*}: how images are fetched over HTTP.
   *
   * @param enabled whether they are fetched at all
   * @param timeout time limit for one image, including redirects and retries
   * @param maxRedirects the most redirects of one image
   * @param maxRetries the most retries of one image
   * @param maxConnectionsPerHost the most connections of one executor to one host
   * @param maxRequestsPerSecondPerHost the most requests a second of one executor to one host; 0:
   *     no limit
   * @param allowedHosts hosts and address blocks that may be reached although they are not public
   * @param userAgent the User-Agent header
   */
  public record Http(
      boolean enabled,
      Duration timeout,
      int maxRedirects,
      int maxRetries,
      int maxConnectionsPerHost,
      double maxRequestsPerSecondPerHost,
      List<String> allowedHosts,
      String userAgent) {

    /** No image is fetched over HTTP. */
    public static final Http OFF =
        new Http(false, Duration.ofSeconds(20), 5, 2, 4, 10, List.of(), "Melange");

    private static Http read(ConfigReader in) {
      return new Http(
          in.flag("images.http.enabled"),
          in.duration("images.http.timeout", Duration.ofMillis(1), Duration.ofHours(1)),
          in.integer("images.http.max-redirects", 0, 50),
          in.integer("images.http.max-retries", 0, 50),
          in.integer("images.http.max-connections-per-host", 1, 256),
          in.real("images.http.max-requests-per-second-per-host", 0, 1_000_000),
          in.hosts("images.http.allowed-hosts"),
          in.text("images.http.user-agent"));
    }
  }

  static ImageSettings read(ConfigReader in) {
    return new ImageSettings(
        in.bytes("images.max-bytes", 1, Integer.MAX_VALUE - 8),
        in.number("images.max-pixels", 1, Integer.MAX_VALUE / 4),
        in.duration("images.read-timeout", Duration.ofMillis(1), Duration.ofHours(1)),
        in.directories("images.allowed-prefixes"),
        Http.read(in),
        in.share("images.max-missing-share"));
  }
}
