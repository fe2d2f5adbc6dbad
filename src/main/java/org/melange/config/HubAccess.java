package org.melange.config;

import java.net.URI;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where the Hugging Face hub is and who asks, as its own tools read it from the environment: {@code
 * HF_ENDPOINT} names a mirror, {@code HF_TOKEN} holds a token.
 *
 * @param address of the hub
 * @param token for models that are not open to everybody
 */
public record HubAccess(URI address, Optional<String> token) {

  private static final String HUB = "https://huggingface.co";

  /**
   * Access as the environment has it.
   *
   * @param named an address that goes before the environment's; null for none
   * @throws ConfigException if the address is none
   */
  public static HubAccess of(String named) {
    return of(named, System::getenv);
  }

  static HubAccess of(String named, UnaryOperator<String> environment) {
    String address = named != null ? named : set(environment.apply("HF_ENDPOINT")).orElse(HUB);
    if (!Endpoints.sound(address)) {
      throw new ConfigException(
          java.util.List.of(
              (named != null ? "--hub" : "HF_ENDPOINT")
                  + " must be an http or https address without user, query or fragment, is '"
                  + Endpoints.withoutUser(address)
                  + "'"));
    }
    return new HubAccess(URI.create(address), set(environment.apply("HF_TOKEN")));
  }

  private static Optional<String> set(String value) {
    return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "HubAccess[" + address + "]";
  }
}
