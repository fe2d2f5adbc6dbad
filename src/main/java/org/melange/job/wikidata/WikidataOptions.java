package org.melange.job.wikidata;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.melange.kb.Qids;
import org.melange.kb.wikidata.ImageAddress;
import org.melange.run.JobException;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.wikidata.Selection;
import picocli.CommandLine.Option;

/** Options of {@code import-kb --from wikidata}. */
public final class WikidataOptions {

  private static final String LANGUAGES = "en,mul";
  private static final int IMAGE_WIDTH = 500;

  @Option(
      names = "--languages",
      paramLabel = "LIST",
      description =
          "Languages of labels, descriptions and aliases; the first one that an entity has counts"
              + " (default: "
              + LANGUAGES
              + ").")
  String languages;

  @Option(
      names = "--types",
      paramLabel = "LIST",
      description = "Only instances of these classes and of their subclasses, such as Q5,Q43229.")
  String types;

  @Option(
      names = "--exclude-types",
      paramLabel = "LIST",
      description =
          "No instances of these classes and of their subclasses (default: disambiguation pages,"
              + " categories, lists and templates of Wikimedia; none: exclude nothing).")
  String excludedTypes;

  @Option(
      names = "--min-sitelinks",
      paramLabel = "N",
      description = "Only entities with at least N pages in Wikimedia's projects (default: 0).")
  Integer minSitelinks;

  @Option(
      names = "--redirects",
      paramLabel = "FILE",
      description =
          "Redirects: two columns, a QID and the QID that it redirects to; or Wikidata's dumps of"
              + " two tables, redirect.sql.gz,page.sql.gz.")
  String redirects;

  @Option(
      names = "--popularity",
      paramLabel = "FILE",
      description =
          "Popularity: two columns, a QID and a whole number (default: the number of sitelinks).")
  String popularity;

  @Option(
      names = "--image-address",
      paramLabel = "TEMPLATE",
      description =
          "Address of an image, with {name}, {width} and {hash} (default: thumbnails of Wikimedia"
              + " Commons).")
  String imageAddress;

  @Option(
      names = "--image-width",
      paramLabel = "N",
      description =
          "Width of thumbnails: 20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920 or 3840"
              + " (default: 500).")
  Integer imageWidth;

  @Option(
      names = "--reuse",
      paramLabel = "DIR",
      description =
          "Knowledge base whose extract of the dump is used, instead of --in: the dump is not"
              + " read.")
  String reuse;

  @Option(
      names = "--previous",
      paramLabel = "KB",
      description =
          "Knowledge base that the changes in --in are applied to: JSON Lines of entities as in a"
              + " dump, {\"id\": \"Q1\", \"deleted\": true} and {\"id\": \"Q1\", \"redirect\":"
              + " \"Q2\"}. Its options hold.")
  String previous;

  @Option(
      names = "--plan",
      description =
          "Reads a sample and says how many entities each filter leaves and how much disk and"
              + " memory the knowledge base needs; writes nothing.")
  boolean plan;

  /** Whether none of the options is given. */
  public boolean absent() {
    return popularity == null && previous == null && onlyPopularity();
  }

  private boolean onlyPopularity() {
    return !plan
        && Stream.of(
                languages,
                types,
                excludedTypes,
                minSitelinks,
                redirects,
                imageAddress,
                imageWidth,
                reuse)
            .allMatch(option -> option == null);
  }

  /** The knowledge base that changes are applied to; empty if a dump is imported. */
  public Optional<String> previous() {
    return Optional.ofNullable(previous);
  }

  /** The knowledge base whose extract is used; empty if a dump is read. */
  public Optional<String> reuse() {
    return Optional.ofNullable(reuse);
  }

  /** Whether to plan only. */
  public boolean plan() {
    return plan;
  }

  /**
   * The selection that the options describe.
   *
   * @throws JobException if one is not valid
   */
  public Selection selection() {
    if (previous != null && !onlyPopularity()) {
      throw JobException.usage(
          "with --previous, the options of the earlier import hold: only --popularity can be"
              + " given");
    }
    if (minSitelinks != null && minSitelinks < 0) {
      throw JobException.usage("--min-sitelinks must not be negative");
    }
    return new Selection(
        languages(),
        qids("--types", types),
        excludedTypes(),
        minSitelinks == null ? 0 : minSitelinks,
        images(),
        Optional.ofNullable(redirects),
        Optional.ofNullable(popularity));
  }

  /** The selection of the earlier import that changes are applied to. */
  public Selection selection(KnowledgeBase earlier) {
    return Selection.of(earlier.manifest(), Optional.ofNullable(popularity));
  }

  private List<String> languages() {
    List<String> codes = list(languages == null ? LANGUAGES : languages);
    if (codes.isEmpty() || !codes.stream().allMatch(code -> code.matches("[a-z][a-z0-9-]*"))) {
      throw JobException.usage(
          "--languages must be codes such as en,de,mul, separated by commas: " + languages);
    }
    return codes;
  }

  private List<Long> excludedTypes() {
    if (excludedTypes == null) {
      return Selection.NO_ENTITIES;
    }
    return excludedTypes.equals("none") ? List.of() : qids("--exclude-types", excludedTypes);
  }

  private ImageAddress images() {
    try {
      return new ImageAddress(
          imageAddress == null ? ImageAddress.COMMONS : imageAddress,
          imageWidth == null ? IMAGE_WIDTH : imageWidth);
    } catch (IllegalArgumentException e) {
      throw JobException.usage("--image-address, --image-width: " + e.getMessage());
    }
  }

  private static List<Long> qids(String option, String written) {
    return list(written == null ? "" : written).stream()
        .map(
            qid ->
                Qids.parse(qid)
                    .map(Qids::number)
                    .orElseThrow(() -> JobException.usage(option + ": " + qid + " is not a QID")))
        .toList();
  }

  private static List<String> list(String written) {
    return Arrays.stream(written.split(",", -1))
        .map(String::strip)
        .filter(element -> !element.isEmpty())
        .distinct()
        .toList();
  }
}
