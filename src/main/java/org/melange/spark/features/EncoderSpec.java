package org.melange.spark.features;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.melange.config.FeatureSettings;
import org.melange.config.ImageSettings;
import org.melange.config.Settings;
import org.melange.image.ImageLimits;
import org.melange.link.model.FeatureCache;
import org.melange.run.JobException;
import org.melange.spark.image.FetchThreads;
import org.melange.spark.image.TimedReads;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.io.PathResolver;
import org.melange.spark.model.ModelRef;
import org.melange.web.Fetcher;
import org.melange.web.HttpFetcher;
import org.melange.web.WebPolicy;

/**
 * How rows reach the encoder, as executors need to know it.
 *
 * @param model which model
 * @param entities whether rows are entities, else mentions
 * @param imagesRoot what relative image URIs are relative to
 * @param batchSize most texts or images at once
 * @param fetchThreads threads of an executor that load images; 0: from its cores
 * @param cacheBytes heap of an executor that cached features may take
 * @param images limits of image files
 */
public record EncoderSpec(
    ModelRef model,
    boolean entities,
    String imagesRoot,
    int batchSize,
    int fetchThreads,
    long cacheBytes,
    ImageSpec images)
    implements Serializable {

  /** Makes the root absolute. */
  public EncoderSpec {
    imagesRoot = PathResolver.absolute(imagesRoot);
  }

  /**
   * Limits that can be sent.
   *
   * @param maxBytes the largest file
   * @param maxPixels the largest image
   * @param readTimeout how long opening and reading one file may take, not on the web
   * @param allowedPrefixes directories that images may be read from besides the images' root
   * @param web a {@link WebPolicy} as JSON; empty: the web is not asked
   */
  record ImageSpec(
      long maxBytes, long maxPixels, Duration readTimeout, List<String> allowedPrefixes, String web)
      implements Serializable {

    /** Copies the list. */
    ImageSpec {
      allowedPrefixes = List.copyOf(allowedPrefixes);
    }

    static ImageSpec of(ImageSettings images) {
      return new ImageSpec(
          images.maxBytes(),
          images.maxPixels(),
          images.readTimeout(),
          images.allowedPrefixes(),
          web(images.http()));
    }

    /**
     * The policy as JSON.
     *
     * @throws JobException if an entry of {@code images.http.allowed-hosts} is no host and no block
     */
    static String web(ImageSettings.Http http) {
      try {
        WebPolicy policy =
            new WebPolicy(
                http.timeout(),
                http.maxRedirects(),
                http.maxRetries(),
                http.maxConnectionsPerHost(),
                http.maxRequestsPerSecondPerHost(),
                http.allowedHosts(),
                http.userAgent());
        return http.enabled() ? policy.toJson() : "";
      } catch (IllegalArgumentException e) {
        throw JobException.usage("'images.http.allowed-hosts': " + e.getMessage());
      }
    }

    /** The fetcher that this JVM's tasks share: connections a host are counted together. */
    Optional<Fetcher> fetcher() {
      return web.isEmpty()
          ? Optional.empty()
          : Optional.of(
              JvmSingletons.get(
                  "web " + maxBytes + " " + web,
                  () -> new HttpFetcher(WebPolicy.ofJson(web), maxBytes)));
    }

    ImageLimits limits() {
      return new ImageLimits(maxBytes, maxPixels);
    }

    /**
     * A loader with the settings of this JVM's Hadoop.
     *
     * @param root what relative image URIs are relative to, absolute
     * @param fetchThreads threads of an executor that use it; 0: from its cores
     */
    ImageLoader loader(String root, int fetchThreads) {
      return new ImageLoader(
          HadoopFiles.configuration(),
          root,
          this,
          TimedReads.shared(FetchThreads.count(fetchThreads), readTimeout));
    }
  }

  /** What {@code settings} say of a model. */
  public static EncoderSpec of(
      ModelRef model, boolean entities, String imagesRoot, Settings settings) {
    FeatureSettings features = settings.features();
    return new EncoderSpec(
        model,
        entities,
        imagesRoot,
        features.batchSize(),
        features.fetchThreads(),
        features.cacheBytes(),
        ImageSpec.of(settings.images()));
  }

  /** A loader of images with the settings of this JVM's Hadoop. */
  ImageLoader loader() {
    return images.loader(imagesRoot, fetchThreads);
  }

  /** The cache of this JVM for features of the encoder called {@code version}. */
  FeatureCache cache(String version) {
    return JvmSingletons.get(
        "feature cache " + version + " " + cacheBytes, () -> new FeatureCache(cacheBytes));
  }

  /** The same without a cache: every image is decoded. */
  public EncoderSpec withoutCache() {
    return new EncoderSpec(model, entities, imagesRoot, batchSize, fetchThreads, 0, images);
  }
}
