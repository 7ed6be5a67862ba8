package fetch_test

import (
	"context"
	"fmt"

	"pes/generator/fetch"
)

func Example() {
	f := fetch.New()
	data, err := f.Get(context.Background(), "https://nginx.org/keys/nginx_signing.key")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(data), "bytes, of whatever kind")
}
