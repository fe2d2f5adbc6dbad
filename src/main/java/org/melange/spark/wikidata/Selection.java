package org.melange.spark.wikidata;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.melange.kb.Qids;
import org.melange.kb.wikidata.ImageAddress;
import org.melange.run.JobException;
import org.melange.run.Manifest;

/**
 * Which items become entities, and of what their fields are made.
 *
 * @param languages codes, the preferred one first: those of labels, descriptions and aliases
 * @param types only instances of these classes and of their subclasses; empty: of any
 * @param excludedTypes no instances of these classes and of their subclasses
 * @param minSitelinks only items with that many pages
 * @param images makes addresses of the files of images
 * @param redirects a file of redirects, or the dumps of two tables
 * @param popularity a file of popularities; empty: the number of sitelinks
 */
public record Selection(
    List<String> languages,
    List<Long> types,
    List<Long> excludedTypes,
    int minSitelinks,
    ImageAddress images,
    Optional<String> redirects,
    Optional<String> popularity) {

  private static final String SITELINKS = "sitelinks";

  /** Disambiguation pages, categories, lists and templates of Wikimedia's projects. */
  public static final List<Long> NO_ENTITIES = List.of(4167410L, 4167836L, 13406463L, 11266439L);

  /**
   * The selection that the manifest of a knowledge base has.
   *
   * @param popularity a file of popularities; needed if the knowledge base was made with one
   * @throws JobException if the knowledge base was not imported from Wikidata, or the file is
   *     missing
   */
  public static Selection of(Manifest manifest, Optional<String> popularity) {
    Map<String, Object> facts = manifest.facts();
    if (!facts.containsKey("excluded_types")) {
      throw JobException.input("the knowledge base was not imported from Wikidata");
    }
    if (facts.get("popularity").equals(SITELINKS) == popularity.isPresent()) {
      throw JobException.usage(
          "the popularity of the knowledge base is from %s: %s --popularity"
              .formatted(facts.get("popularity"), popularity.isPresent() ? "omit" : "give"));
    }
    return new Selection(
        texts(facts.get("languages")),
        texts(facts.get("types")).stream().map(Qids::number).toList(),
        texts(facts.get("excluded_types")).stream().map(Qids::number).toList(),
        ((Number) facts.get("min_sitelinks")).intValue(),
        new ImageAddress(
            facts.get("image_address").toString(), ((Number) facts.get("image_width")).intValue()),
        Optional.empty(),
        popularity);
  }

  private static List<String> texts(Object list) {
    return ((List<?>) list).stream().map(Object::toString).toList();
  }

  /**
   * Copies the lists.
   *
   * @throws JobException if redirects are a dump of only one table
   */
  public Selection {
    languages = List.copyOf(languages);
    types = List.copyOf(types);
    excludedTypes = List.copyOf(excludedTypes);
    redirects.ifPresent(RedirectDumps::of);
  }

  /** Facts of the manifest of a knowledge base. */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("languages", languages);
    facts.put("types", types.stream().map(Qids::of).toList());
    facts.put("excluded_types", excludedTypes.stream().map(Qids::of).toList());
    facts.put("min_sitelinks", minSitelinks);
    facts.put("image_address", images.template());
    facts.put("image_width", images.width());
    redirects.ifPresent(file -> facts.put("redirects", file));
    facts.put("popularity", popularity.orElse(SITELINKS));
    return facts;
  }
}
