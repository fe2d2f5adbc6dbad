package org.melange.job;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.melange.config.ImageSettings;
import org.melange.job.cli.Console;
import org.melange.run.JobException;

/**
 * Counts of images by status. Missing images change links, so a large share of them causes a
 * warning.
 *
 * @param of the rows that the images belong to, for messages
 * @param root the directory that relative image URIs are resolved against
 * @param status the number of rows by {@code image_status}
 */
public record ImageReport(String of, String root, Map<String, Long> status) {

  private static final String OK = "ok";
  private static final String NONE = "none";

  /** From this share of missing images on, there is a warning. */
  private static final double LARGE_SHARE = 0.1;

  /** Sorts the counts. */
  public ImageReport {
    status = new TreeMap<>(status);
  }

  /** {@code images_root} and {@code image_status}, as manifests and summaries have them. */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("images_root", root);
    facts.put("image_status", status);
    return facts;
  }

  /** Prints the warning, if there is one. */
  public void warn(Console console) {
    warning().ifPresent(console::line);
  }

  /** The warning, if a large share of the images is missing. */
  public Optional<String> warning() {
    return problem().map(sentence -> "WARNING: " + sentence);
  }

  /** What is wrong, if a large share of the images is missing. */
  public Optional<String> problem() {
    long missing = missing();
    return missing == 0 || missing < LARGE_SHARE * named()
        ? Optional.empty()
        : Optional.of(sentence());
  }

  /**
   * Checks the share of missing images.
   *
   * @throws JobException if it is larger than {@code images.max-missing-share}
   */
  public void requireShare(ImageSettings allowed) {
    if (missing() > allowed.maxMissingShare() * named()) {
      throw JobException.rejected(
          String.format(
              Locale.ROOT,
              "images.max-missing-share allows a share of %.3g, but %s",
              allowed.maxMissingShare(),
              sentence()));
    }
  }

  private long named() {
    return status.entrySet().stream()
        .filter(e -> !e.getKey().equals(NONE))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private long missing() {
    return named() - status.getOrDefault(OK, 0L);
  }

  private String sentence() {
    String how =
        missing() == named()
            ? "none of the %,d images of %s could be used"
            : "%3$,d of the %,d images of %s could not be used";
    String reasons =
        status.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(NONE) && !entry.getKey().equals(OK))
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return String.format(Locale.ROOT, how, named(), of, missing())
        + " ("
        + reasons
        + "). Relative image URIs are relative to "
        + root
        + advice();
  }

  private String advice() {
    if (status.containsKey("no_contact")) {
      return "; images.http.user-agent needs an email address or a URL to fetch images from"
          + " Wikimedia";
    }
    if (status.containsKey("forbidden_address") || status.containsKey("forbidden_scheme")) {
      return "; images.allowed-prefixes and images.http.enabled say where else images may be read"
          + " from";
    }
    return "";
  }
}
