package org.melange.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The images of a post: addresses, or objects with {@code bytes} (base64) or an address in {@code
 * uri}, {@code url}, {@code path} or {@code file_name}. An image of another form becomes a {@code
 * data:} URI that does not decode to an image. So the image counts as unusable, and its post is
 * kept.
 */
final class JsonImages {

  private static final List<String> ADDRESSES = List.of("uri", "url", "path", "file_name");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private JsonImages() {}

  static List<ImageRef> read(JsonRecord fields) throws ParseException {
    Optional<JsonNode> value = fields.value("images");
    if (value.isEmpty()) {
      return List.of();
    }
    boolean one = value.get().isTextual() || value.get().isObject();
    List<ImageRef> images = new ArrayList<>();
    for (JsonNode element : one ? List.of(value.get()) : fields.array("images").orElseThrow()) {
      image(element).ifPresent(images::add);
    }
    return images;
  }

  private static Optional<ImageRef> image(JsonNode element) {
    if (element.isTextual()) {
      return address(element.textValue());
    }
    if (element.isBinary()) {
      return Optional.of(bytes(element));
    }
    return element.isObject() ? object(element) : unlessNull(element);
  }

  /** The bytes, unless they are empty, else the first address. */
  private static Optional<ImageRef> object(JsonNode image) {
    JsonNode bytes = image.path("bytes");
    if (bytes.isBinary()
        ? content(bytes).length > 0
        : !bytes.asText().isBlank() && bytes.isTextual()) {
      return Optional.of(bytes(bytes));
    }
    Optional<ImageRef> address =
        ADDRESSES.stream()
            .map(image::path)
            .filter(JsonNode::isTextual)
            .flatMap(uri -> address(uri.textValue()).stream())
            .findFirst();
    return address.isPresent() ? address : withoutContent(image);
  }

  /** Data sets write an empty string for a missing image. */
  private static Optional<ImageRef> address(String uri) {
    return uri.isBlank() ? Optional.empty() : Optional.of(new ImageRef.Uri(UnicodeText.of(uri)));
  }

  /**
   * Base64 in the forms of common encoders: wrapped, URL-safe, unpadded, or in a {@code data:} URI.
   */
  private static ImageRef bytes(JsonNode bytes) {
    if (bytes.isBinary()) {
      return new ImageRef.Bytes(content(bytes));
    }
    String text = bytes.textValue().strip();
    if (text.regionMatches(true, 0, "data:", 0, "data:".length())) {
      return new ImageRef.Uri(UnicodeText.of(text));
    }
    String base64 = SPACE.matcher(text).replaceAll("").replace('-', '+').replace('_', '/');
    try {
      return new ImageRef.Bytes(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException notBase64) {
      return new ImageRef.Uri("data:;base64," + UnicodeText.of(text));
    }
  }

  private static byte[] content(JsonNode binary) {
    try {
      return binary.binaryValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<ImageRef> unlessNull(JsonNode element) {
    return element.isNull() ? Optional.empty() : Optional.of(unusable(element));
  }

  /**
   * Whether the known fields of the object are all null, which is how Hugging Face writes a missing
   * image.
   */
  private static Optional<ImageRef> withoutContent(JsonNode image) {
    if (image.path("bytes").isTextual() || image.path("bytes").isBinary()) {
      return Optional.of(new ImageRef.Bytes(new byte[0]));
    }
    List<String> known =
        Stream.concat(Stream.of("bytes"), ADDRESSES.stream()).filter(image::has).toList();
    boolean none =
        known.isEmpty()
            ? image.isEmpty()
            : known.stream().allMatch(key -> isNothing(image.get(key)));
    return none ? Optional.empty() : Optional.of(unusable(image));
  }

  private static boolean isNothing(JsonNode value) {
    return value.isNull() || (value.isTextual() && value.textValue().isBlank());
  }

  private static ImageRef unusable(JsonNode element) {
    return new ImageRef.Uri("data:application/json," + UnicodeText.of(element.toString()));
  }
}
