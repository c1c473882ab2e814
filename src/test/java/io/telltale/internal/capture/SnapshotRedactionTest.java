package io.telltale.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.telltale.Redact;
import io.telltale.internal.format.WireJson;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The word {@code hidden} stands for a secret in every test. */
class SnapshotRedactionTest {
    private static final String REDACTED = "<telltale: redacted>";

    private final Snapshotter snapshotter = snapshotter(null);

    private static Snapshotter snapshotter(ObjectMapper mapper) {
        return new Snapshotter(
                WireJson.format(), new Redaction(List.of("password", "token", "cardnumber")), 8192, mapper);
    }

    private JsonNode told(Object value) {
        return told(snapshotter, value);
    }

    private static JsonNode told(Snapshotter snapshotter, Object value) {
        JsonNode told = WireJson.value(snapshotter.take(value));
        assertThat(told.toString()).doesNotContain("hidden").contains(REDACTED);
        return told;
    }

    @Test
    void aMapsKeyHidesItsValueAtAnyDepth() {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("id", 7);
        order.put("Card-Number", "hidden");
        order.put("after", "shown");

        assertThat(told(List.of(Map.of("orders", List.of(order))))
                        .at("/0/orders/0")
                        .toString())
                .isEqualTo("{\"id\":7,\"Card-Number\":\"" + REDACTED + "\",\"after\":\"shown\"}");
    }

    @Test
    void structuresBehindAHiddenNameAreNotTold() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("passwords", List.of("hidden", Map.of("a", "hidden", "password", "hidden")));
        value.put("token", Map.of("value", List.of(List.of("hidden"))));
        value.put("password", null);
        value.put("after", List.of(1));

        assertThat(told(value).path("after").path(0).asInt()).isEqualTo(1);
    }

    private enum Field {
        PASSWORD,
        NAME
    }

    @Test
    void anEnumAsKeyHidesToo() {
        Map<Field, String> fields = new EnumMap<>(Map.of(Field.PASSWORD, "hidden", Field.NAME, "shown"));

        assertThat(told(List.of(fields)).at("/0/NAME").asText()).isEqualTo("shown");
    }

    @Test
    void aBeansPropertyIsHiddenAndItsGetterIsNotCalled() {
        class Login {
            public String getUser() {
                return "ann";
            }

            public String getUserPassword() {
                throw new AssertionError("called");
            }
        }
        assertThat(told(Optional.of(new Login()))) // in whatever order reflection gives the getters
                .isEqualTo(
                        JsonNodeFactory.instance.objectNode().put("user", "ann").put("userPassword", REDACTED));
    }

    @Test
    void aRecordsComponentIsHidden() {
        record Login(String user, String password) {}

        assertThat(told(Map.of("login", new Login("ann", "hidden")))
                        .at("/login/user")
                        .asText())
                .isEqualTo("ann");
    }

    @Test
    void aRenamedPropertyIsHiddenByEitherName() {
        class Login {
            @JsonProperty("pw")
            public String getPassword() {
                return "hidden";
            }

            @JsonProperty("auth_token")
            public String getA() {
                return "hidden";
            }
        }
        assertThat(told(new Login()).fieldNames()).toIterable().containsExactlyInAnyOrder("pw", "auth_token");
    }

    @Test
    void aNamingStrategyHidesNothingFromTheList() {
        class Login {
            public String getCardNumber() {
                return "hidden";
            }
        }
        ObjectMapper snake = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

        assertThat(told(snapshotter(snake), new Login()).has("card_number")).isTrue();
    }

    @Test
    void redactHidesFieldGetterAndComponent() {
        class Base {
            @Redact
            private final String inherited = "hidden";

            public String getInherited() {
                return inherited;
            }
        }
        class Person extends Base {
            @Redact
            private final String onField = "hidden";

            @Redact
            public final String open = "hidden";

            public String getOnField() {
                return onField;
            }

            @Redact
            public String getOnGetter() {
                return "hidden";
            }

            public String getName() {
                return "shown";
            }
        }
        record Card(@Redact String number, String holder) {}

        JsonNode told = told(List.of(new Person(), new Card("hidden", "ann")));

        assertThat(told.path(0).path("name").asText()).isEqualTo("shown");
        assertThat(told.path(0)).hasSize(5);
        assertThat(told.path(1).toString()).isEqualTo("{\"number\":\"" + REDACTED + "\",\"holder\":\"ann\"}");
    }

    interface Account {
        @Redact
        String getIban();
    }

    @Test
    void redactOnAnInterfacesGetterHidesTheImplementations() {
        class Real implements Account {
            @Override
            public String getIban() {
                return "hidden";
            }
        }
        told(new Real());
    }

    @Test
    void redactHidesInsideUnwrappedAndPrefixedProperties() {
        record Card(@Redact String number, String holder, String password) {}
        class Person {
            @JsonUnwrapped(prefix = "card_")
            public Card getCard() {
                return new Card("hidden", "ann", "hidden");
            }
        }
        assertThat(told(new Person()).path("card_holder").asText()).isEqualTo("ann");
    }

    @Test
    void redactHidesAnUnwrappedPropertyAsAWhole() {
        record Card(String number) {}
        class Person {
            @Redact
            @JsonUnwrapped
            public Card getCard() {
                return new Card("hidden");
            }
        }
        told(new Person());
    }

    @Test
    void redactHidesWhateverTheInclusionAndTheShape() {
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        class Included {
            @Redact
            public String getA() {
                return "hidden";
            }
        }
        @JsonFormat(shape = JsonFormat.Shape.ARRAY)
        class Tuple {
            @Redact
            public String getA() {
                return "hidden";
            }

            public String getPassword() {
                return "hidden";
            }
        }
        told(new Included());
        assertThat(told(new Tuple()).toString()).isEqualTo("[\"" + REDACTED + "\",\"" + REDACTED + "\"]");
    }

    @Test
    void anyGettersAndTypedValuesAreRedacted() {
        class Open {
            @JsonAnyGetter
            public Map<String, Object> all() {
                return Map.of("password", Map.of("a", "hidden"));
            }
        }
        @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, include = JsonTypeInfo.As.WRAPPER_ARRAY)
        record Typed(String password) {}

        told(new Open());
        told(new Typed("hidden"));
    }

    static final class OwnSerializer extends StdSerializer<Own> {
        OwnSerializer() {
            super(Own.class);
        }

        @Override
        public void serialize(Own value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeStartObject();
            generator.writeFieldName("password");
            generator.writeStartObject();
            generator.writeStringField("a", "hidden");
            generator.writeArrayFieldStart("b");
            generator.writeString("hidden");
            generator.writeObject(Map.of("c", "hidden"));
            generator.writeEndArray();
            generator.writeEndObject();
            generator.writeNumberField("after", 1);
            generator.writeEndObject();
        }
    }

    @JsonSerialize(using = OwnSerializer.class)
    static final class Own {}

    @Test
    void aSerializerOfTheUsersIsRedactedToo() {
        assertThat(told(new Own()).toString()).isEqualTo("{\"password\":\"" + REDACTED + "\",\"after\":1}");
        assertThat(told(new ObjectMapper().createObjectNode().set("token", new ObjectMapper().valueToTree(new Own()))))
                .hasSize(1);
    }

    @Test
    void aPropertysNameIsJudgedOnceAndTheKeyOfAMapIsNotRemembered() {
        Redaction redaction = new Redaction(List.of("password"));
        Snapshotter own = new Snapshotter(WireJson.format(), redaction, 8192, null);

        for (int i = 0; i < 3; i++) {
            own.take(new Customer("ada", Map.of("ada@example.org", 1, "password", 2)));
        }

        assertThat(redaction.remembered()).isEqualTo(2);
    }

    record Customer(String name, Map<String, Integer> logins) {}
}
