// Package clients drives the Go client of Ollama through what its command line does with it.
package clients

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
)

const (
	model          = "claude-sonnet-4.5"
	embeddingModel = "amazon.titan-embed-text-v2:0"
	capital        = "What is the capital of France?"
)

// client is what every command begins with: from the environment, and only when the server is up.
func client(t *testing.T) *api.Client {
	t.Helper()
	client, err := api.ClientFromEnvironment()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Heartbeat(t.Context()); err != nil {
		t.Fatal(err)
	}
	return client
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func contains(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%q is not in %q", part, text)
	}
}

func wants(t *testing.T, err error, status int, part string) {
	t.Helper()
	var answered api.StatusError
	if !errors.As(err, &answered) || answered.StatusCode != status {
		t.Fatalf("wanted status %d, got %v", status, err)
	}
	contains(t, answered.ErrorMessage, part)
}

func names(t *testing.T, c *api.Client) string {
	t.Helper()
	var names []string
	for _, m := range must[*api.ListResponse](t)(c.List(t.Context())).Models {
		names = append(names, m.Name)
	}
	return strings.Join(names, " ")
}

func running(t *testing.T, c *api.Client) string {
	t.Helper()
	var names []string
	for _, m := range must[*api.ProcessResponse](t)(c.ListRunning(t.Context())).Models {
		if len(m.Digest) < 12 || m.ContextLength == 0 || m.ExpiresAt.Before(time.Now()) {
			t.Errorf("the command line cannot print %+v", m)
		}
		names = append(names, m.Name)
	}
	return strings.Join(names, " ")
}

// load is how "ollama run" begins and what "ollama stop" sends with a keep_alive of nothing.
func load(t *testing.T, c *api.Client, model string, keepAlive *api.Duration) string {
	t.Helper()
	var reason string
	request := &api.GenerateRequest{Model: model, KeepAlive: keepAlive}
	err := c.Generate(t.Context(), request, func(r api.GenerateResponse) error {
		reason = r.DoneReason
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return reason
}

func chat(t *testing.T, c *api.Client, request *api.ChatRequest) (message api.Message, pieces int) {
	t.Helper()
	err := c.Chat(t.Context(), request, func(r api.ChatResponse) error {
		pieces++
		message.Role = r.Message.Role
		message.Content += r.Message.Content
		message.Thinking += r.Message.Thinking
		message.ToolCalls = append(message.ToolCalls, r.Message.ToolCalls...)
		if r.Done && (r.EvalCount == 0 || r.TotalDuration == 0) {
			t.Errorf("no metrics in %+v", r)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return message, pieces
}

func TestVersion(t *testing.T) {
	if v := must[string](t)(client(t).Version(t.Context())); strings.Count(v, ".") != 2 {
		t.Errorf("version %q", v)
	}
}

func TestList(t *testing.T) {
	for _, m := range must[*api.ListResponse](t)(client(t).List(t.Context())).Models {
		if len(m.Digest) < 12 || m.Size <= 0 || m.ModifiedAt.IsZero() {
			t.Errorf("the command line cannot print %+v", m)
		}
	}
	contains(t, names(t, client(t)), model+":latest")
}

func TestShow(t *testing.T) {
	shown := must[*api.ShowResponse](t)(client(t).Show(t.Context(), &api.ShowRequest{Name: model}))
	architecture, _ := shown.ModelInfo["general.architecture"].(string)
	if length, _ := shown.ModelInfo[architecture+".context_length"].(float64); length <= 0 {
		t.Errorf("no context length in %v", shown.ModelInfo)
	}
	if !strings.Contains(shown.Modelfile, "FROM") {
		t.Errorf("modelfile %q", shown.Modelfile)
	}
}

func TestShowUnknownModel(t *testing.T) {
	_, err := client(t).Show(t.Context(), &api.ShowRequest{Model: "no-such-model"})
	wants(t, err, http.StatusNotFound, "not found")
}

func TestRunInteractive(t *testing.T) {
	c := client(t)
	must[*api.ShowResponse](t)(c.Show(t.Context(), &api.ShowRequest{Model: model}))
	if reason := load(t, c, model, nil); reason != "load" {
		t.Errorf("loading ended with %q", reason)
	}
	messages := []api.Message{{Role: "user", Content: "My name is Ada."}}
	first, _ := chat(t, c, &api.ChatRequest{Model: model, Messages: messages})
	messages = append(messages, first, api.Message{Role: "user", Content: "What is my name?"})
	second, pieces := chat(t, c, &api.ChatRequest{Model: model, Messages: messages})
	contains(t, second.Content, "Ada")
	if pieces < 3 {
		t.Errorf("%d pieces", pieces)
	}
}

func TestRunThinking(t *testing.T) {
	think := &api.ThinkValue{Value: true}
	messages := []api.Message{{Role: "user", Content: capital}}
	message, _ := chat(t, client(t), &api.ChatRequest{Model: model, Messages: messages, Think: think})
	contains(t, message.Content, "Paris")
	if message.Thinking == "" {
		t.Error("no thinking")
	}
}

func TestRunOneShotAndGoOn(t *testing.T) {
	c := client(t)
	ask := func(prompt string, context []int) (text string, next []int) {
		request := &api.GenerateRequest{Model: model, Prompt: prompt, Context: context}
		err := c.Generate(t.Context(), request, func(r api.GenerateResponse) error {
			text += r.Response
			next = r.Context
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return text, next
	}
	_, context := ask("My name is Ada.", nil)
	text, _ := ask("What is my name?", context)
	contains(t, text, "Ada")
}

func TestRunUnknownModelPulls(t *testing.T) {
	c := client(t)
	_, err := c.Show(t.Context(), &api.ShowRequest{Model: "no-such-model"})
	wants(t, err, http.StatusNotFound, "not found")
	err = c.Pull(t.Context(), &api.PullRequest{Model: "no-such-model"}, func(api.ProgressResponse) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "pull model manifest: file does not exist") {
		t.Errorf("pull: %v", err)
	}
}

func TestRunEmbeddingModel(t *testing.T) {
	request := &api.EmbedRequest{Model: embeddingModel, Input: "one"}
	answer := must[*api.EmbedResponse](t)(client(t).Embed(t.Context(), request))
	if len(answer.Embeddings) != 1 || len(answer.Embeddings[0]) != 1024 {
		t.Errorf("%d embeddings", len(answer.Embeddings))
	}
}

func TestTools(t *testing.T) {
	c := client(t)
	properties := api.NewToolPropertiesMap()
	properties.Set("city", api.ToolProperty{Type: api.PropertyType{"string"}})
	tool := api.Tool{Type: "function", Function: api.ToolFunction{Name: "get_weather", Description: "The weather"}}
	tool.Function.Parameters = api.ToolFunctionParameters{
		Type: "object", Properties: properties, Required: []string{"city"},
	}
	messages := []api.Message{{Role: "user", Content: "What is the weather in Paris?"}}
	asked, _ := chat(t, c, &api.ChatRequest{Model: model, Messages: messages, Tools: api.Tools{tool}})
	if len(asked.ToolCalls) != 1 || asked.ToolCalls[0].ID == "" {
		t.Fatalf("calls: %+v", asked.ToolCalls)
	}
	if city, _ := asked.ToolCalls[0].Function.Arguments.Get("city"); city != "Paris" {
		t.Errorf("asked for %v", city)
	}
	result := api.Message{Role: "tool", Content: "18 degrees", ToolCallID: asked.ToolCalls[0].ID}
	messages = append(messages, asked, result)
	answer, _ := chat(t, c, &api.ChatRequest{Model: model, Messages: messages, Tools: api.Tools{tool}})
	contains(t, answer.Content, "18 degrees")
}

func TestPsAndStop(t *testing.T) {
	c := client(t)
	const model = "nova-lite" // which no other client has loaded meanwhile
	load(t, c, model, nil)
	contains(t, running(t, c), model)
	if reason := load(t, c, model, &api.Duration{}); reason != "unload" {
		t.Errorf("stopping ended with %q", reason)
	}
	if names := running(t, c); strings.Contains(names, model) {
		t.Errorf("still running: %s", names)
	}
}

func TestStopUnknownModel(t *testing.T) {
	request := &api.GenerateRequest{Model: "no-such-model", KeepAlive: &api.Duration{}}
	err := client(t).Generate(t.Context(), request, func(api.GenerateResponse) error { return nil })
	wants(t, err, http.StatusNotFound, "not found")
}

func TestPull(t *testing.T) {
	var last string
	err := client(t).Pull(t.Context(), &api.PullRequest{Model: model}, func(p api.ProgressResponse) error {
		last = p.Status
		return nil
	})
	if err != nil || last != "success" {
		t.Errorf("pull: %q, %v", last, err)
	}
}

func TestCreateCopyRemove(t *testing.T) {
	c := client(t)
	var last string
	request := &api.CreateRequest{Model: "captain", From: model, System: "Talk like a captain."}
	err := c.Create(t.Context(), request, func(p api.ProgressResponse) error {
		last = p.Status
		return nil
	})
	if err != nil || last != "success" {
		t.Fatalf("create: %q, %v", last, err)
	}
	if err := c.Copy(t.Context(), &api.CopyRequest{Source: "captain", Destination: "captain-copy"}); err != nil {
		t.Fatal(err)
	}
	contains(t, names(t, c), "captain-copy:latest")
	for _, name := range []string{"captain", "captain-copy"} {
		if err := c.Delete(t.Context(), &api.DeleteRequest{Name: name}); err != nil {
			t.Error(err)
		}
	}
	wants(t, c.Delete(t.Context(), &api.DeleteRequest{Name: "captain"}), http.StatusNotFound, "not found")
}

func TestWhoamiSignedOut(t *testing.T) {
	_, err := client(t).Whoami(t.Context())
	var signedOut api.AuthorizationError
	if !errors.As(err, &signedOut) || signedOut.StatusCode != http.StatusUnauthorized {
		t.Errorf("whoami: %v", err)
	}
}

func TestCloudStatus(t *testing.T) {
	must[*api.StatusResponse](t)(client(t).CloudStatusExperimental(t.Context()))
}

func TestUnknownModel(t *testing.T) {
	request := &api.ChatRequest{Model: "no-such-model", Messages: []api.Message{{Role: "user", Content: capital}}}
	err := client(t).Chat(t.Context(), request, func(api.ChatResponse) error { return nil })
	wants(t, err, http.StatusNotFound, "model 'no-such-model' not found")
}

func TestBrokenStreamIsAnError(t *testing.T) {
	messages := []api.Message{{Role: "user", Content: capital}}
	request := &api.ChatRequest{Model: "simulator.exception-mid-stream", Messages: messages}
	pieces := 0
	err := client(t).Chat(t.Context(), request, func(r api.ChatResponse) error {
		if pieces++; r.Done {
			t.Error("done, although it broke")
		}
		return nil
	})
	if err == nil || pieces == 0 {
		t.Errorf("%d pieces, %v", pieces, err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	messages := []api.Message{{Role: "user", Content: capital}}
	request := &api.ChatRequest{Model: "simulator.chunks-200-every-20", Messages: messages}
	pieces := 0
	err := client(t).Chat(ctx, request, func(api.ChatResponse) error {
		pieces++
		cancel()
		return nil
	})
	// The client does not tell why the lines ended.
	if err != nil && !errors.Is(err, context.Canceled) || pieces > 100 {
		t.Errorf("%d pieces, %v", pieces, err)
	}
}
