package org.melange.report;

import java.util.Map;

/** The codes of outcomes in words. */
final class Meanings {

  /** Of {@code image_status}. */
  static final Map<String, String> IMAGES =
      Map.ofEntries(
          Map.entry("none", "the post has no image"),
          Map.entry("ok", "the image was used"),
          Map.entry("unused", "the linker does not look at images"),
          Map.entry("absent", "there is no such file"),
          Map.entry("unreadable", "the file cannot be read"),
          Map.entry("forbidden_scheme", "the address has a scheme that is not allowed"),
          Map.entry("forbidden_address", "the address leads to a place that is not allowed"),
          Map.entry("no_contact", "the host requires a contact in the user agent"),
          Map.entry("timed_out", "reading took too long"),
          Map.entry("empty", "the file has no bytes"),
          Map.entry("too_many_bytes", "the file is too large"),
          Map.entry("too_many_pixels", "the image has too many pixels"),
          Map.entry("not_an_image", "the file is not an image"),
          Map.entry("unsupported", "the format is not decoded"),
          Map.entry("truncated", "the file is truncated"),
          Map.entry("broken", "the file is damaged"));

  /** Of {@code enrichment_status}. */
  static final Map<String, String> DESCRIPTIONS =
      Map.ofEntries(
          Map.entry("chosen", "the language model selected a description"),
          Map.entry("none_fits", "the language model answered that none fits"),
          Map.entry("refused", "the language model declined to answer"),
          Map.entry("malformed", "the answer was none of the choices"),
          Map.entry("skipped", "not answered in this run"),
          Map.entry("lexical", "selected by shared words"),
          Map.entry("lexical_none_fits", "no description shares informative words"),
          Map.entry("given", "the post came with a description"),
          Map.entry("not_given", "the post came without a description"),
          Map.entry("single_candidate", "one entity has the name"),
          Map.entry("same_description", "all entities of the name have the same description"),
          Map.entry("no_candidate", "no entity has the name"),
          Map.entry("no_description", "no entity of the name has a description"),
          Map.entry("off", "descriptions are off"));

  /** Of {@code kind}, how a link changed. */
  static final Map<String, String> CHANGES =
      Map.ofEntries(
          Map.entry("relinked", "another entity"),
          Map.entry("merged", "the same entity, which is now part of another one"),
          Map.entry("linked", "it was NIL"),
          Map.entry("unlinked", "it is NIL now"),
          Map.entry("new", "the mention is new"),
          Map.entry("gone", "the mention is not found any more"),
          Map.entry("score", "the same decision with other scores, candidates or description"));

  /** Of {@code causes}, why a link changed. */
  static final Map<String, String> CAUSES =
      Map.ofEntries(
          Map.entry("model", "another model"),
          Map.entry("settings", "other settings"),
          Map.entry("calibration", "another calibration or least confidence"),
          Map.entry("entity added", "a candidate is new"),
          Map.entry("entity removed", "a candidate was removed"),
          Map.entry("entity merged", "a candidate is now part of another entity"),
          Map.entry("names", "other candidates by name"),
          Map.entry("description choice", "another description of the mention"),
          Map.entry("knowledge base", "the earlier knowledge base was not given"));

  private Meanings() {}
}
