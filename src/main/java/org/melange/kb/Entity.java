package org.melange.kb;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One entity of the knowledge base.
 *
 * @param qid Wikidata identifier, {@code Q} and digits
 * @param label main name, URL-decoded
 * @param description one line that describes the entity; may be empty
 * @param aliases further names, without the label, in order of appearance
 * @param types QIDs of the classes it is an instance of
 * @param popularity how well known the entity is, such as its number of site links; 0 if unknown
 * @param images URIs, the preferred one first
 * @param redirects QIDs that were merged into this one
 */
public record Entity(
    String qid,
    String label,
    String description,
    List<String> aliases,
    List<String> types,
    long popularity,
    List<String> images,
    List<String> redirects) {

  /** Copies the lists; rejects nulls. */
  public Entity {
    requireNonNull(qid, "qid");
    requireNonNull(label, "label");
    requireNonNull(description, "description");
    aliases = List.copyOf(aliases);
    types = List.copyOf(types);
    images = List.copyOf(images);
    redirects = List.copyOf(redirects);
  }
}
