package org.melange.kb;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.melange.corpus.JsonRecord;
import org.melange.corpus.ParseException;
import org.melange.corpus.PercentDecoding;
import org.melange.corpus.Rejection.Reason;
import org.melange.corpus.UnicodeText;

/** Reads an entity from a JSON object. Each field has one or two names, since formats differ. */
final class EntityFields {

  private EntityFields() {}

  static Entity entity(JsonRecord fields) throws ParseException {
    String qid = qid(fields);
    String label = label(fields);
    return new Entity(
        qid,
        label,
        clean(fields.string("description", "desc").orElse("")),
        aliases(fields, label),
        qids("types", fields.strings("types")),
        popularity(fields),
        distinct(fields.strings("images", "image_list")),
        qids("redirects", fields.strings("redirects")));
  }

  private static String qid(JsonRecord fields) throws ParseException {
    Optional<String> qid = fields.string("qid");
    if (qid.isEmpty()) {
      throw new ParseException(Reason.MISSING_ID, "the entity has no qid");
    }
    requireValid("qid", qid.get());
    return qid.get();
  }

  private static String label(JsonRecord fields) throws ParseException {
    String label = name(fields.string("label", "entity_name").orElse(""));
    if (label.isEmpty()) {
      throw new ParseException(Reason.MISSING_FIELD, "the entity has no label, or an empty one");
    }
    return label;
  }

  private static List<String> aliases(JsonRecord fields, String label) throws ParseException {
    Set<String> aliases = new LinkedHashSet<>();
    fields.strings("aliases", "alias").forEach(alias -> aliases.add(name(alias)));
    aliases.remove(label);
    aliases.remove("");
    return List.copyOf(aliases);
  }

  private static long popularity(JsonRecord fields) throws ParseException {
    return Math.max(0, fields.integer("popularity").orElse(0L));
  }

  private static List<String> qids(String field, List<String> qids) throws ParseException {
    for (String qid : qids) {
      requireValid("an element of " + field, qid);
    }
    return distinct(qids);
  }

  private static void requireValid(String what, String qid) throws ParseException {
    if (qid.isBlank()) {
      throw new ParseException(Reason.MISSING_ID, what + " is empty");
    }
    if (!Qids.isValid(qid)) {
      throw new ParseException(
          Reason.WRONG_TYPE, what + " must be Q and a positive number, found \"" + qid + "\"");
    }
  }

  private static List<String> distinct(List<String> values) {
    return values.stream().map(EntityFields::clean).filter(v -> !v.isEmpty()).distinct().toList();
  }

  private static String name(String written) {
    return clean(PercentDecoding.decode(written));
  }

  private static String clean(String text) {
    return UnicodeText.of(text).strip();
  }
}
