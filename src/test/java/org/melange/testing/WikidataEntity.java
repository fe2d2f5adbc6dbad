package org.melange.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** An item in Wikidata's JSON. */
public final class WikidataEntity {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final long id;
  private final ObjectNode entity = JSON.objectNode();
  private final ObjectNode claims = JSON.objectNode();

  /** An item with labels, aliases and descriptions in English and German, and one page. */
  public WikidataEntity(long id) {
    this.id = id;
    entity.put("type", "item").put("id", "Q" + id).put("lastrevid", 1_000 + id);
    entity.putObject("labels");
    entity.putObject("descriptions");
    entity.putObject("aliases");
    entity.putObject("sitelinks");
    label("en", "item " + id).label("de", "Ding " + id);
    description("en", "the item \"" + id + "\"");
    alias("en", "no. " + id);
    sitelinks(1);
    statement("P999", "normal", JSON.textNode(WikidataDump.noise(id)));
  }

  public WikidataEntity label(String language, String text) {
    return term("labels", language, text);
  }

  public WikidataEntity description(String language, String text) {
    return term("descriptions", language, text);
  }

  private WikidataEntity term(String key, String language, String text) {
    ((ObjectNode) entity.get(key)).putObject(language).put("language", language).put("value", text);
    return this;
  }

  public WikidataEntity alias(String language, String text) {
    ((ObjectNode) entity.get("aliases"))
        .withArray(language)
        .addObject()
        .put("language", language)
        .put("value", text);
    return this;
  }

  public WikidataEntity revision(long revision) {
    entity.put("lastrevid", revision);
    return this;
  }

  public WikidataEntity sitelinks(int count) {
    ObjectNode links = entity.putObject("sitelinks");
    for (int i = 0; i < count; i++) {
      links.putObject("w" + i + "wiki").put("site", "w" + i + "wiki").put("title", "{\"t]");
    }
    return this;
  }

  /** Instance of (P31). */
  public WikidataEntity type(long... types) {
    for (long type : types) {
      statement("P31", "normal", item(type));
    }
    return this;
  }

  /** Subclass of (P279). */
  public WikidataEntity parent(long... parents) {
    for (long parent : parents) {
      statement("P279", "normal", item(parent));
    }
    return this;
  }

  /** Image (P18). */
  public WikidataEntity image(String rank, String file) {
    return statement("P18", rank, JSON.textNode(file));
  }

  /** The value of a statement that is an item. */
  public static ObjectNode item(long id) {
    return JSON.objectNode().put("entity-type", "item").put("numeric-id", id).put("id", "Q" + id);
  }

  public WikidataEntity statement(
      String property, String rank, com.fasterxml.jackson.databind.JsonNode value) {
    ObjectNode statement = statements(property).addObject();
    ObjectNode snak = statement.putObject("mainsnak");
    snak.put("snaktype", "value").put("property", property);
    snak.putObject("datavalue").put("type", "any").set("value", value);
    statement.put("type", "statement").put("rank", rank);
    return this;
  }

  /** A statement that says that there is no value, or an unknown one. */
  public WikidataEntity without(String property, String snakType) {
    ObjectNode statement = statements(property).addObject();
    statement.putObject("mainsnak").put("snaktype", snakType).put("property", property);
    statement.put("rank", "normal");
    return this;
  }

  private ArrayNode statements(String property) {
    return claims.withArray(property);
  }

  /** Sets a key of the entity to a JSON text, or removes it if the text is empty. */
  public String jsonWith(String key, String value) {
    String marker = "@@@" + id;
    ObjectNode copy = node();
    if (value.isEmpty()) {
      copy.remove(key);
      return copy.toString();
    }
    copy.put(key, marker);
    return copy.toString().replace("\"" + marker + "\"", value);
  }

  private ObjectNode node() {
    ObjectNode copy = entity.deepCopy();
    copy.set("claims", claims.deepCopy());
    return copy;
  }

  /** One line of JSON. */
  public String json() {
    return node().toString();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "Q%d", id);
  }
}
