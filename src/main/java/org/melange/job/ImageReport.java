package org.melange.job;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.melange.job.cli.Console;

/**
 * What became of the images of a run: images that are missing change links, so that many of them
 * are never passed over in silence.
 *
 * @param of whose images they are, for people
 * @param root what relative image URIs are relative to
 * @param status how many rows have each {@code image_status}
 */
record ImageReport(String of, String root, Map<String, Long> status) {

  private static final String OK = "ok";
  private static final String NONE = "none";

  /** Above this share of missing images a person is warned. */
  private static final double LARGE_SHARE = 0.1;

  /** Sorts the counts. */
  ImageReport {
    status = new TreeMap<>(status);
  }

  /** {@code images_root} and {@code image_status}, as manifests and summaries have them. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("images_root", root);
    facts.put("image_status", status);
    return facts;
  }

  /** Warns a person if all images or a large share of them are missing. */
  void warn(Console console) {
    warning().ifPresent(console::line);
  }

  /** What a person is warned of, if anything. */
  Optional<String> warning() {
    long named =
        status.entrySet().stream()
            .filter(e -> !e.getKey().equals(NONE))
            .mapToLong(Map.Entry::getValue)
            .sum();
    long missing = named - status.getOrDefault(OK, 0L);
    if (missing == 0 || missing < LARGE_SHARE * named) {
      return Optional.empty();
    }
    String how =
        missing == named
            ? "none of the %,d images of %s could be used"
            : "%3$,d of the %,d images of %s could not be used";
    String reasons =
        status.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(NONE) && !entry.getKey().equals(OK))
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return Optional.of(
        "WARNING: "
            + String.format(Locale.ROOT, how, named, of, missing)
            + " ("
            + reasons
            + "). Relative image URIs are relative to "
            + root
            + advice());
  }

  private String advice() {
    if (status.containsKey("forbidden_address") || status.containsKey("forbidden_scheme")) {
      return "; images.allowed-prefixes and images.http.enabled say where else images may be read"
          + " from";
    }
    return "";
  }
}
