package org.melange.kb.wikidata;

import java.util.List;

/**
 * What is kept of an item of Wikidata. Statements of deprecated rank and those without a value are
 * left out; preferred ones come first.
 *
 * @param id the number of its QID
 * @param revision {@code lastrevid}; 0 if unknown
 * @param sitelinks the number of its pages in Wikimedia's projects
 * @param labels in the chosen languages, at most one each
 * @param descriptions in the chosen languages, at most one each
 * @param aliases in the chosen languages
 * @param types instance of (P31): numbers of QIDs
 * @param parents subclass of (P279): numbers of QIDs
 * @param images image (P18): names of files on Wikimedia Commons
 */
public record WikidataItem(
    long id,
    long revision,
    int sitelinks,
    List<Term> labels,
    List<Term> descriptions,
    List<Term> aliases,
    List<Long> types,
    List<Long> parents,
    List<String> images) {

  /** Copies the lists. */
  public WikidataItem {
    labels = List.copyOf(labels);
    descriptions = List.copyOf(descriptions);
    aliases = List.copyOf(aliases);
    types = List.copyOf(types);
    parents = List.copyOf(parents);
    images = List.copyOf(images);
  }
}
